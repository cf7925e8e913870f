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

# Page tables are in no resident set, and a mapping that is only read costs nothing else.
sub tables {
    my $sum = 0;
    for my $pid (pids()) {
        open my $status, '<', "/proc/$pid/status" or next;
        while (<$status>) { if (/^VmPTE:\s+(\d+)/) { $sum += $1 * 1024; last } }
    }
    return $sum;
}

# What sockets can hold for each other. The kernel does not tell how much waits in a UNIX one, so each counts with the
# most that it may have written (net.core.wmem_default and a piece), and one for datagrams, which may hold ten senders', as
# ten. In a network of one's own all are on lists, with those that nobody has accepted; elsewhere there are only pairs.
sub buffered {
    my ($SOCKET, $sum) = (262_144, 0);
    if ($c{tier} eq 'namespaces') {
        open my $unix, '<', '/proc/net/unix' or return 0;
        while (<$unix>) { $sum += (split)[4] eq '0002' ? 10 * $SOCKET : $SOCKET if $. > 1 }
        for my $kind (qw(tcp tcp6 udp udp6)) {
            open my $queues, '<', "/proc/net/$kind" or next;
            while (<$queues>) { $sum += hex($1) + hex($2) if /^\s*\d+: \S+ \S+ \w+ (\w+):(\w+)/ }
        }
        return $sum;
    }
    my %pairs;
    for my $pid (pids()) {
        opendir my $open, "/proc/$pid/fd" or next;
        for (readdir $open) {
            my @is = stat "/proc/$pid/fd/$_";
            $pairs{$is[1]} = 1 if @is && -S _;
        }
    }
    return $SOCKET * keys %pairs;
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
