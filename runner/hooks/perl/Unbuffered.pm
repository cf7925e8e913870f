# A prompt is seen before its answer is read.
package Unbuffered;
$| = 1;
1;
