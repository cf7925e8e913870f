# The first process of a sandbox: builds what is left to build, unpacks the program's files, starts the program, watches
# its limits, ends everything that it started, and reports. bwrap starts it as process 1 of its own namespaces; where
# there are none it confines itself with Landlock. It needs perl-base alone, which every Debian image has; `use` of even
# strict would cost more than the rest of its start (measured: 5 ms).
#
# 1. Nothing that the program started outlives this process: `kill -1` from here reaches exactly the sandbox (its pid
#    namespace, or its Landlock domain), atomically, however fast it forks.
# 2. The program can neither signal, trace, nor read this process: process 1 is immune and not dumpable; a Landlock
#    program is in a domain of its own below this one's.
# 3. The host opens no path that the program could write: files come in and artefacts go out as bytes, descriptors 3 and 8.
#
# landlock.pl is read where it is needed, watch.pl while there is nothing else to do, at the latest while the program's
# process makes itself ready, measure.pl when it has run for a while: to compile them takes time (1 ms each).
# They share what is not declared with `my`: %NR the numbers of system calls, %c what the runner wants, $line, $word and
# $artefact the descriptors, $main and $start the program's process and time, @emptied the folders that no tmpfs bounds.
#
# Descriptors: 2 what the runner is told (JSON lines, and what bwrap has to complain of); 3 config and files in; 4-6 the
# program's first three, put in their places here, because bwrap holds its own open until it has ended; 7 the runner's word
# ("k" means kill, end means the runner is gone); 8 the artefact out. Records on 3 and 8: type (1 byte), lengths of two
# strings (u32 each), the strings.

($folder) = $0 =~ m{(.*)/};
my $arm = $ARGV[0] eq 'arm64';
%NR = $arm
  ? (prctl => 167, prlimit => 261, seccomp => 277, mount => 40, capset => 91, dup3 => 24, sigmask => 135,
     signalfd => 74, clock => 113, rusage => 165, openat => 56, close => 57, exit => 94)
  : (prctl => 157, prlimit => 302, seccomp => 317, mount => 165, capset => 126, dup3 => 292, sigmask => 14,
     signalfd => 289, clock => 228, rusage => 98, openat => 257, close => 3, exit => 231);
($DUMPABLE, $SUBREAPER, $NO_NEW_PRIVS) = (4, 36, 38);
my $SIGCHLD = 1 << 16;

# Where there is no pid namespace, a process above this one waits for it and ends what it should leave behind, were it
# ever ended itself. It is no part of the Landlock domain, and what loses its parent comes to it.
if ($ARGV[1] eq 'landlock') { require "$folder/landlock.pl"; outlive() }

$SIG{PIPE} = 'IGNORE';
open $line, '>&', 2 or exit 125;
open my $feed, '<&=', 3 or exit 125;
open $word, '<&=', 7 or exit 125;
open $artefact, '>&=', 8 or exit 125;
for (0 .. 2) { syscall($NR{dup3}, $_ + 4, $_, 0) == $_ or exit 125; syscall($NR{close}, $_ + 4) }

sub report { syswrite $line, "$_[0]\n" }

sub fail {
    my $why = "@_: $!";
    $why =~ s/[^ -!#-\[\]-~]/?/g;
    report(qq({"type":"failed","why":"$why"}));
    sweep();
    exit 125;
}

sub taken {
    my ($length) = @_;
    my $bytes = '';
    while (length $bytes < $length) {
        my $read = sysread $feed, $bytes, $length - length $bytes, length $bytes;
        next if !defined $read && $! == 4;
        # The runner is gone, or wants this sandbox no more.
        if (!$read) { sweep(); exit 0 }
    }
    return $bytes;
}

sub record {
    my ($type, $first, $second) = unpack 'a1NN', taken(9);
    return ($type, taken($first), taken($second));
}

sub control { syscall($NR{prctl}, $_[0], $_[1], 0, 0, 0) }

sub now {
    my $time = "\0" x 16;
    syscall($NR{clock}, 1, $time);
    my ($seconds, $nanos) = unpack 'qq', $time;
    return $seconds + $nanos / 1e9;
}

# User and system time in seconds and the largest resident set in KiB: of oneself (0), or of what was waited for (-1).
sub usage {
    my ($who) = @_;
    my $usage = "\0" x 144;
    syscall($NR{rusage}, $who, $usage);
    my @n = unpack 'q5', $usage;
    return ($n[0] + $n[2] + ($n[1] + $n[3]) / 1e6, $n[4]);
}

# Kills and waits until nothing is left. One round is enough for whatever forks; the loop is for what is slow to die.
# Before this process is contained there is no program, and "everything" would be everything on the machine.
sub sweep {
    while ($contained) {
        kill 'KILL', -1;
        my $pid = waitpid -1, 0;
        if ($pid > 0) { $status = $? if $pid == $main }
        else { last if $! != 4 }
    }
}

#-- What the runner wants ------------------------------------------------------------------------------------------

my (@argv, %env, @grants, $filter);
while (1) {
    my ($type, $name, $value) = record();
    last if $type eq '.';
    if ($type eq 'c') { $c{$name} = $value }
    elsif ($type eq 'a') { push @argv, $name }
    elsif ($type eq 'e') { $env{$name} = $value }
    elsif ($type eq 'g') { push @grants, [$name, $value] }
    elsif ($type eq 's') { $filter = $name }
}

#-- The place ------------------------------------------------------------------------------------------------------

# One tmpfs behind /box, /tmp and /dev/shm: its size and its number of inodes bound all three together.
sub mount_box {
    my $mount = sub {
        my ($source, $target, $type, $flags, $options) = @_;
        syscall($NR{mount}, "$source\0", "$target\0", "$type\0", $flags, "$options\0") == 0 or fail("mount $target");
    };
    my ($NOSUID_NODEV, $BIND) = (6, 4096);
    $mount->('tmpfs', '/box', 'tmpfs', $NOSUID_NODEV, "size=$c{tmpBytes},nr_inodes=$c{inodes},mode=0755");
    for ((['tmp', '/tmp'], ['shm', '/dev/shm'], ['box', '/box'])) {
        my ($name, $target) = @$_;
        mkdir "/box/$name", 0755 or fail("mkdir $name");
        $mount->("/box/$name", $target, '', $BIND, '');
    }
    # Only to mount was it given these two capabilities (in its own user namespace), and it has mounted.
    for (21, 8) { syscall($NR{prctl}, 24, $_, 0, 0, 0) == 0 or fail('bounding set') }
    my ($header, $none) = (pack('LL', 0x20080522, 0), pack('L6', (0) x 6));
    syscall($NR{capset}, $header, $none) == 0 or fail('capset');
}

control($DUMPABLE, 0);
my $box = '/box';
if ($c{tier} eq 'namespaces') {
    $$ == 1 or fail('not alone');
    $contained = 1;
    mount_box();
}
else {
    $box = $c{box};
    @emptied = ($c{box}, $c{tmp});
    enter(@grants);
    for (@emptied) { chdir $_ or fail("chdir $_"); empty() }
}
chdir $box or fail('chdir');

sub unpack_file {
    my ($path, $content, $mode) = @_;
    my $folder = '';
    while ($path =~ m{([^/]+)/}g) { $folder .= "$1/"; mkdir $folder, 0755 }
    return if $path =~ m{/$};
    open my $file, '>:raw', $path or fail("file $path");
    print $file $content;
    close $file or fail("file $path");
    chmod $mode, $path;
}

#-- The program ----------------------------------------------------------------------------------------------------

sub limit {
    my ($resource, $soft, $hard) = @_;
    my $pair = pack 'QQ', $soft, $hard // $soft;
    syscall($NR{prlimit}, 0, $resource, $pair, 0) == 0 or die "rlimit $resource: $!";
}

sub become_program {
    my ($go, $teller) = @_;
    $SIG{$_} = 'DEFAULT' for 'PIPE', 'FPE';    # perl ignores the second, and exec would keep it
    my $none = "\0" x 8;
    syscall($NR{sigmask}, 2, $none, 0, 8);
    control($DUMPABLE, 1);
    # When the machine runs out of memory, it is the program that goes.
    if (open my $score, '>', '/proc/self/oom_score_adj') { syswrite $score, '1000' }
    setpgrp;
    # Whoever watches it goes first: many busy processes must not keep their limits from being looked at.
    setpriority 0, 0, 5;
    # Here, inside the user namespace, processes are counted for this sandbox alone.
    limit(6, $c{processes} + $c{tasks});
    limit(0, int($c{cpuMs} / 1000) + 2, int($c{cpuMs} / 1000) + 3);
    limit(1, $c{fileBytes});
    limit(4, 0);
    limit(7, $c{openFiles});
    limit(8, 65536);
    limit(12, 0);
    limit(9, $c{addressBytes}) if $c{addressBytes};
    %ENV = %env;
    if ($go) { syscall($NR{dup3}, fileno $go, 3, 0) == 3 or die "dup3: $!"; $ENV{TANDEM_GO} = 3 }
    # On exec every descriptor closes but these; until then the one that tells of failure stays.
    syscall(436, $go ? 4 : 3, 0x7fffffff, 4) == 0 or die "close_range: $!";
    if ($c{tier} eq 'landlock') { confine(@grants, [r => "/proc/$$"]) }
    control($NO_NEW_PRIVS, 1) == 0 or die "no_new_privs: $!";
    my $program = pack 'Sx6P', length($filter) / 8, $filter;
    syscall($NR{seccomp}, 1, 0, $program) == 0 or die "seccomp: $!";
    syswrite $teller, pack 'd', (usage(0))[0];
    exec { $argv[0] } @argv or die "$argv[0]: $!";
}

sub launch {
    my ($go) = @_;
    pipe my $trouble, my $teller or fail('pipe');
    $main = fork // fail('fork');
    if (!$main) {
        close $trouble;
        eval { become_program($go, $teller) };
        syswrite $teller, $@ =~ s/ at \S+ line.*//sr;
        exit 125;
    }
    close $teller;
    require "$folder/watch.pl";
    # Its CPU time up to now, which is ours; more only if it could not begin.
    my $told = '';
    while (sysread $trouble, $told, 400, length $told) { }
    if (length $told != 8) { $! = 0; fail(length $told > 8 ? substr $told, 8 : $told) }
    $spent = unpack 'd', $told;
}

#-- A run ----------------------------------------------------------------------------------------------------------

my $mask = pack 'Q', $SIGCHLD;
syscall($NR{sigmask}, 0, $mask, 0, 8);
$signals = syscall($NR{signalfd}, -1, $mask, 8, 04000 | 02000000);
open $deaths, '<&=', $signals or fail('signalfd');

my $go;
if ($c{prestart}) {
    pipe my $wait, $go or fail('pipe');
    launch($wait);
}
report('{"type":"ready"}');

# Made ahead, it waits for its files.
vec(my $waiting = '', fileno $feed, 1) = 1;
select $waiting, undef, undef, 0 or require "$folder/watch.pl";

while (1) {
    my ($type, $name, $value) = record();
    last if $type eq '.';
    if ($type eq 'f') { unpack_file($name, $value, 0644) }
    # An artefact: the same records, from a sandbox. Whatever they say, they say it to this one.
    elsif ($type eq 'z') {
        my $at = 0;
        while ($at + 9 <= length $name) {
            my ($kind, $first, $second) = unpack 'a1NN', substr $name, $at, 9;
            unpack_file(substr($name, $at + 9, $first), substr($name, $at + 9 + $first, $second), 0755);
            $at += 9 + $first + $second;
        }
    }
}
if ($go) { syswrite $go, 'g'; close $go }
else { launch() }
$start = now();
report('{"type":"started"}');
# What the program holds must close with it.
open my $null, '+<', '/dev/null' or fail('null');
syscall($NR{dup3}, fileno $null, $_, 02000000) for 0 .. 2;
watch();
