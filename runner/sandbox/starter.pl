# Makes pipes and starts the processes of sandboxes, for a runner that is too large to be forked for each: its memory's
# tables are copied every time, and meanwhile it does nothing else. Ends with its input, that is, with the runner.
#
# Reads lines of words with NUL between them:
#   pipes COUNT                     makes so many, and tells the two descriptors of each
#   start NUMBER USER PIPES ARGV    starts a process of the user ('': the runner's own) whose descriptors from 2 on are ends
#                                   of the seven pipes named, which are nobody else's from then on; tells "gone NUMBER"
#                                   when there is no such process any more
#   end NUMBER                      ends that process, if it has not ended

my %NR = $ARGV[0] eq 'arm64'
  ? (dup3 => 24, setgroups => 159, setgid => 144, setuid => 146, sigmask => 135, signalfd => 74, exit => 94)
  : (dup3 => 292, setgroups => 116, setgid => 106, setuid => 105, sigmask => 14, signalfd => 289, exit => 231);
# Of each pipe, the end that the process has: what it tells, its config and files; the program's first three; the
# runner's word to it, its artefact.
my ($READ, $WRITE) = (0, 1);
my @ENDS = ($WRITE, $READ, $READ, $WRITE, $WRITE, $READ, $WRITE);

$| = 1;
$^F = 4096;    # nothing closes on exec
my (@low, %ends, %processes, %numbers);
# The numbers that a process has its descriptors under are no pipe's here.
do { open my $null, '+<', '/dev/null' or die; push @low, $null } until fileno $low[-1] > 8;

sub become {
    my ($user, $descriptors, @argv) = @_;
    my $none = "\0" x 8;
    syscall($NR{sigmask}, 2, $none, 0, 8);
    syscall($NR{dup3}, fileno $low[0], $_, 0) == $_ or die "dup3: $!" for 0, 1;
    for (0 .. $#$descriptors) { syscall($NR{dup3}, $$descriptors[$_], $_ + 2, 0) == $_ + 2 or die "dup3: $!" }
    syscall(436, @$descriptors + 2, 0x7fffffff, 0) == 0 or die "close_range: $!";
    if ($user ne '') {
        my $id = $user + 0;
        syscall($NR{setgroups}, 0, 0) == 0 && syscall($NR{setgid}, $id) == 0 && syscall($NR{setuid}, $id) == 0
          or die "user $id: $!";
    }
    exec { $argv[0] } @argv or die "$argv[0]: $!";
}

sub obey {
    my ($verb, @words) = split /\0/, $_[0], -1;
    if ($verb eq 'pipes') {
        for (1 .. $words[0]) {
            pipe my $read, my $write or die;
            my $name = fileno($read) . ' ' . fileno($write);
            $ends{$name} = [$read, $write];
            print "$name\n";
        }
    }
    elsif ($verb eq 'start') {
        my ($number, $user, @rest) = @words;
        my @pipes = delete @ends{splice @rest, 0, 7};
        my $process = fork;
        if (!defined $process) { print "gone $number\n" }
        elsif ($process) { ($processes{$number}, $numbers{$process}) = ($process, $number) }
        else {
            eval { become($user, [map { fileno $pipes[$_][$ENDS[$_]] } 0 .. 6], @rest) };
            syswrite STDERR, $@;
            syscall($NR{exit}, 126);
        }
    }
    elsif ($processes{$words[0]}) { kill 'TERM', $processes{$words[0]} }
}

my $mask = pack 'Q', 1 << 16;    # SIGCHLD
syscall($NR{sigmask}, 0, $mask, 0, 8);
my $signals = syscall($NR{signalfd}, -1, $mask, 8, 04000 | 02000000);
open my $deaths, '<&=', $signals or die;
my $said = '';
while (1) {
    my $ready = '';
    vec($ready, $_, 1) = 1 for 0, $signals;
    select $ready, undef, undef, undef;
    if (vec $ready, $signals, 1) {
        sysread $deaths, my $info, 4096;
        while ((my $process = waitpid -1, 1) > 0) {
            my $number = delete $numbers{$process};
            delete $processes{$number};
            print "gone $number\n";
        }
    }
    if (vec $ready, 0, 1) {
        sysread STDIN, $said, 65536, length $said or last;
        obey($1) while $said =~ s/^([^\n]*)\n//;
    }
}
