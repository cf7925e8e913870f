# The part of init.pl that measures what is not seen at a glance; read when a program has run for a while.

# The same bytes with shared pages counted once, for when the cheap sum is over the limit.
sub proportional {
    my $sum = 0;
    for my $pid (pids()) {
        my $bytes;
        if (open my $rollup, '<', "/proc/$pid/smaps_rollup") {
            while (<$rollup>) { if (/^Pss:\s+(\d+)/) { $bytes = $1 * 1024; last } }
        }
        $sum += $bytes // of_memory($pid, 1);
    }
    return $sum;
}

# Bytes that a process has (0: mapped, 1: resident).
sub of_memory {
    my ($pid, $which) = @_;
    open my $statm, '<', "/proc/$pid/statm" or return 0;
    return (split ' ', <$statm> // '')[$which] * $page;
}

# Shared memory without a file lives on when a process that maps it gives its pages back, and is then in nobody's
# resident set. So it counts as mapped. One that does not let its maps be read counts with all that it maps.
sub shared {
    my ($sum, %sizes) = (0);
    for my $pid (pids()) {
        my $maps;
        if (!open $maps, '<', "/proc/$pid/maps") { $sum += of_memory($pid, 0) if $! == 13; next }
        while (<$maps>) {
            /^(\w+)-(\w+) ...s \w+ \S+ (\d+) +\/dev\/zero/ and $sizes{"$3 $1"} = hex($2) - hex($1);
        }
    }
    $sum += $_ for values %sizes;
    return $sum;
}

# Bytes of the files in the folders that no tmpfs bounds, and of those that are open and have no name any more.
# Infinite when there are too many, or when they hide.
sub disk_use {
    my ($bytes, $count, @folders) = (0, 0, @emptied);
    while (defined(my $folder = shift @folders)) {
        my $list;
        if (!opendir $list, $folder) {
            next if $! == 2;
            chmod 0700, $folder;
            opendir $list, $folder or return 9e15;
        }
        for (readdir $list) {
            next if $_ eq '.' || $_ eq '..';
            my @is = lstat "$folder/$_";
            return 9e15 if ++$count > $c{inodes} || !@is && $! == 36;
            $bytes += ($is[12] // 0) * 512;
            push @folders, "$folder/$_" if -d _;
        }
    }
    my %nameless;
    for my $pid (pids()) {
        opendir my $open, "/proc/$pid/fd" or next;
        for (readdir $open) {
            my @is = stat "/proc/$pid/fd/$_";
            if (@is && $is[3] == 0 && -f _) { $nameless{"$is[0] $is[1]"} = $is[12] * 512 }
        }
    }
    $bytes += $_ for values %nameless;
    return $bytes;
}

1;
