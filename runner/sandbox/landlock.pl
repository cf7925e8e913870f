# The part of init.pl for a sandbox without namespaces: Landlock, and the process above it.

# Parent and child pids of this machine's processes that descend from the given one, by walking down.
sub descendants {
    my @found = @_;
    for (my $i = 0; $i < @found; $i++) {
        opendir my $tasks, "/proc/$found[$i]/task" or next;
        for my $task (readdir $tasks) {
            open my $children, '<', "/proc/$found[$i]/task/$task/children" or next;
            push @found, split ' ', <$children> // '';
        }
    }
    return @found[scalar @_ .. $#found];
}

sub outlive {
    control($DUMPABLE, 0);
    control($SUBREAPER, 1);
    my $init = fork // exit 125;
    if (!$init) { control($SUBREAPER, 1); return }
    syscall(436, 0, 0x7fffffff, 0);
    $SIG{TERM} = sub { kill 'KILL', $init };    # the runner's last word to one that does not hear
    while (1) { last if waitpid($init, 0) == $init }
    # Whatever is left is stopped until no more appears, and killed.
    while (1) {
        my @left = descendants($$);
        kill 'STOP', @left;
        my @now = descendants($$);
        if (@left == @now) { kill 'KILL', @now }
        while (waitpid(-1, 1) > 0) { }
        last if waitpid(-1, 1) < 0;
        select undef, undef, undef, 0.001;
    }
    exit 0;
}

my ($EXECUTE, $WRITE, $READ, $LIST, $TRUNCATE) = (1, 2, 4, 8, 1 << 14);
my %RIGHTS = (r => $EXECUTE | $READ | $LIST, d => $READ | $WRITE | $TRUNCATE, w => 0x7fff & ~(1 << 6 | 1 << 11));

# One layer of Landlock: files by the rules given, no TCP, no signals and no abstract sockets to without. What a device
# file may be asked (ioctl) is handled as well, and granted nowhere.
sub confine {
    my $attributes = pack 'QQQ', 0xffff, 3, 3;
    my $rules = syscall 444, $attributes, length $attributes, 0;
    $rules >= 0 or die "landlock ruleset: $!";
    for (@_) {
        my ($right, $path) = @$_;
        my $at = syscall $NR{openat}, -100, "$path\0", 010000000 | 02000000, 0;
        next if $at < 0;
        my $rule = pack 'Ql', $RIGHTS{$right} & (-d $path ? 0xffff : $EXECUTE | $WRITE | $READ | $TRUNCATE), $at;
        syscall(445, $rules, 1, $rule, 0) == 0 or die "landlock $path: $!";
        syscall $NR{close}, $at;
    }
    control($NO_NEW_PRIVS, 1) == 0 or die "no_new_privs: $!";
    syscall(446, $rules, 0) == 0 or die "landlock restrict: $!";
    syscall $NR{close}, $rules;
}

sub tasks_of_user {
    my $count = 16;    # of those that one may not look into
    opendir my $proc, '/proc' or return $count;
    for (grep { /^\d/ } readdir $proc) {
        next if ((stat "/proc/$_")[4] // -1) != $<;
        opendir my $tasks, "/proc/$_/task" or next;
        $count += () = readdir $tasks;
    }
    return $count;
}

# Empties the folder that one is in. Step by step, because a path may be too long to be said at once.
sub empty {
    opendir my $list, '.' or return;
    my @names = grep { $_ ne '.' && $_ ne '..' } readdir $list;
    closedir $list;
    for (@names) {
        next if unlink $_;
        chmod 0700, $_;
        if (!-l $_ && chdir $_) { empty(); chdir '..' or return }
        rmdir $_;
    }
}

# Confines this process, and makes sure of it before anything is killed by its word.
sub enter {
    my @grants = @_;
    # Read here, because the one above is not to be read once this one is confined.
    my $above = getppid;
    my $version = syscall 444, 0, 0, 1;
    $version >= 6 or fail("Landlock of version $version cannot keep signals in");
    # Without these lists nothing could be counted nor limited.
    -e "/proc/$$/task/$$/children" or fail('no lists of children in /proc');
    # The limit on processes counts all of a user's, and this user is the runner's, too.
    if ($c{tasks} eq 'shared') { $c{tasks} = tasks_of_user() + 3 * $c{processes} }
    # What this one may besides the program: look at processes, and say which goes when memory runs out.
    eval { confine(@grants, [w => '/proc']) };
    fail($@) if $@;
    kill(0, $above) and fail('signals get out');
    $contained = 1;
}

1;
