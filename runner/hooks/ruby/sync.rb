# A prompt is seen before its answer is read.
$stdout.sync = true
