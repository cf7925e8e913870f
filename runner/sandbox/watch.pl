# The part of init.pl that watches the program while it runs, ends what it started, and says how it was.

my $ticks = 0.02;
$page = 4096;

sub pids {
    return descendants($$) if $c{tier} eq 'landlock';
    opendir my $proc, '/proc' or return;
    return grep { /^\d+$/ && $_ != $$ } readdir $proc;
}

# Seconds of CPU that each living process was seen to have taken by itself, and that of those that are gone. Who ignores
# the death of its children lets them go without adding theirs to anybody's.
my (%own, $gone);

# Seconds of CPU, bytes resident and number of threads of what lives.
sub survey {
    my ($cpu, $resident, $threads) = (0, 0, 0);
    my %now;
    for my $pid (pids()) {
        open my $stat, '<', "/proc/$pid/stat" or next;
        sysread $stat, my $text, 2000;
        # A process chooses its own name: only what is behind the last parenthesis counts.
        my @n = split ' ', $text =~ s/.*\) //sr;
        $cpu += ($n[11] + $n[12] + $n[13] + $n[14]) / 100;
        $now{"$pid $n[19]"} = ($n[11] + $n[12]) / 100;
        $resident += $n[21] * $page;
        $threads += $n[17];
    }
    for (keys %own) { $gone += $own{$_} if !exists $now{$_} }
    %own = %now;
    return ($cpu, $resident, $threads);
}

sub seen {
    my $sum = $gone // 0;
    $sum += $_ for values %own;
    return $sum;
}

#-- What it leaves -------------------------------------------------------------------------------------------------

my $handed = 0;

sub hand_out {
    my ($bytes) = @_;
    my $at = 0;
    while ($at < length $bytes) {
        my $written = syswrite $artefact, $bytes, length($bytes) - $at, $at;
        if (defined $written) { $at += $written }
        elsif ($! != 4) { exit 0 }
    }
    $handed += $at;
}

sub pack_folder {
    my ($folder) = @_;
    opendir my $list, $folder eq '' ? '.' : $folder or return;
    for (sort readdir $list) {
        next if $_ eq '.' || $_ eq '..';
        my $path = $folder eq '' ? $_ : "$folder/$_";
        lstat $path;
        if (-d _) { pack_folder($path) }
        elsif (-f _) {
            my $size = -s _;
            $c{artefactBytes} -= $size;
            fail('the artefact is too large') if $c{artefactBytes} < 0;
            open my $file, '<:raw', $path or next;
            read $file, my $content, $size;
            hand_out(pack('a1NN', 'f', length $path, length $content) . $path . $content);
        }
    }
}

#-- All of it ------------------------------------------------------------------------------------------------------

sub watch {
    my $exceeded;
    my $round = 0;
    WATCH: while (1) {
        my $ready = '';
        vec($ready, fileno $word, 1) = 1;
        vec($ready, $signals, 1) = 1;
        my $some = select $ready, undef, undef, $ticks;
        if ($some > 0 && vec $ready, fileno $word, 1) {
            # "k", or the end: the runner has gone.
            sysread $word, my $said, 16;
            $doomed = 1;
            last;
        }
        if ($some > 0 && vec $ready, $signals, 1) {
            sysread $deaths, my $info, 4096;
            while ((my $pid = waitpid -1, 1) > 0) {
                if ($pid == $main) { $status = $?; last WATCH }
            }
        }
        if (now() - $start > $c{wallMs} / 1000) { $exceeded = 'wall'; last }
        my ($cpu, $resident, $threads) = survey();
        # Where the limit of the system counts more than this sandbox, it is generous, and this is the limit.
        last if $c{tier} eq 'landlock' && $threads > $c{processes};
        if ($resident > $c{memoryKb} * 1024 || ++$round % 5 == 0) {
            require "$folder/measure.pl";
            if (@emptied && disk_use() > $c{tmpBytes}) { $exceeded = 'disk'; last }
            if (grep { $_ > $c{memoryKb} * 1024 } shared(), tables(), buffered()) { $exceeded = 'memory'; last }
            if ($resident > $c{memoryKb} * 1024 && proportional() > $c{memoryKb} * 1024) { $exceeded = 'memory'; last }
        }
        $cpu += (usage(-1))[0];
        $cpu = seen() if seen() > $cpu;
        if ($cpu > $c{cpuMs} / 1000 + $spent) { $exceeded = 'cpu'; last }
    }
    my $wall = now() - $start;
    sweep();
    my ($cpu, $largest) = usage(-1);
    $cpu = seen() if seen() > $cpu;
    if (defined $c{artefactBytes} && !$exceeded && !$doomed && $status == 0) {
        pack_folder('');
    }
    for (@emptied) { chdir $_ and empty() }
    my $code = $status & 127 ? 'null' : $status >> 8;
    my $signal = $status & 127;
    $exceeded //= '';
    report(sprintf '{"type":"ended","code":%s,"signal":%d,"cpuMs":%.3f,"wallMs":%.3f,"memoryKb":%d,"exceeded":"%s","artefactBytes":%d}',
        $code, $signal, ($cpu - $spent) * 1000, $wall * 1000, $largest, $exceeded, $handed);
    # Nothing is to be tidied up, and perl would.
    syscall($NR{exit}, 0);
}

1;
