// What the picture on the landing page shows: a few lines per language, coloured by a scanner of a dozen words.
// It is a picture, not an editor: the real one would cost a megabyte before the first click.
import type { LanguageId } from "#protocol/languages";

export type Token = { kind: "text" | "comment" | "keyword" | "string" | "number" | "function" | "type"; text: string };

const samples: Partial<Record<LanguageId, string>> = {
  python: `def merge(left, right):
    """Two sorted lists into one."""
    merged = []
    while left and right:
        smaller = left if left[0] <= right[0] else right
        merged.append(smaller.pop(0))
    return merged + left + right


print(merge([1, 4, 9], [2, 3, 10]))`,
  javascript: `// Two sorted lists into one.
function merge(left, right) {
  const merged = [];
  while (left.length && right.length) {
    const smaller = left[0] <= right[0] ? left : right;
    merged.push(smaller.shift());
  }
  return [...merged, ...left, ...right];
}

console.log(merge([1, 4, 9], [2, 3, 10]));`,
  typescript: `// Two sorted lists into one.
function merge(left: number[], right: number[]): number[] {
  const merged: number[] = [];
  while (left.length && right.length) {
    const smaller = left[0]! <= right[0]! ? left : right;
    merged.push(smaller.shift()!);
  }
  return [...merged, ...left, ...right];
}

console.log(merge([1, 4, 9], [2, 3, 10]));`,
  java: `class Main {
  // Two sorted lists into one.
  static List<Integer> merge(Deque<Integer> left, Deque<Integer> right) {
    var merged = new ArrayList<Integer>();
    while (!left.isEmpty() && !right.isEmpty()) {
      var smaller = left.peek() <= right.peek() ? left : right;
      merged.add(smaller.poll());
    }
    merged.addAll(left);
    merged.addAll(right);
    return merged;
  }
}`,
  cpp: `// Two sorted lists into one.
template <class T>
vector<T> merged(deque<T> left, deque<T> right) {
  vector<T> all;
  while (!left.empty() && !right.empty()) {
    auto& smaller = left[0] <= right[0] ? left : right;
    all.push_back(smaller.front());
    smaller.pop_front();
  }
  all.insert(all.end(), left.begin(), left.end());
  all.insert(all.end(), right.begin(), right.end());
  return all;
}`,
  go: `// merge makes one sorted slice of two.
func merge(left, right []int) []int {
	merged := []int{}
	for len(left) > 0 && len(right) > 0 {
		smaller := &left
		if right[0] < left[0] {
			smaller = &right
		}
		merged = append(merged, (*smaller)[0])
		*smaller = (*smaller)[1:]
	}
	return append(append(merged, left...), right...)
}`,
  rust: `/// Two sorted lists into one.
fn merge(mut left: VecDeque<i32>, mut right: VecDeque<i32>) -> Vec<i32> {
    let mut merged = Vec::new();
    while let (Some(a), Some(b)) = (left.front(), right.front()) {
        let smaller = if a <= b { &mut left } else { &mut right };
        merged.extend(smaller.pop_front());
    }
    merged.extend(left);
    merged.extend(right);
    merged
}`,
  csharp: `// Two sorted lists into one.
static List<int> Merge(Queue<int> left, Queue<int> right)
{
    var merged = new List<int>();
    while (left.Count > 0 && right.Count > 0)
    {
        var smaller = left.Peek() <= right.Peek() ? left : right;
        merged.Add(smaller.Dequeue());
    }
    merged.AddRange(left);
    merged.AddRange(right);
    return merged;
}`,
  ruby: `# Two sorted lists into one.
def merge(left, right)
  merged = []
  while left.any? && right.any?
    smaller = left.first <= right.first ? left : right
    merged << smaller.shift
  end
  merged + left + right
end

puts merge([1, 4, 9], [2, 3, 10]).inspect`,
  kotlin: `// Two sorted lists into one.
fun merge(left: ArrayDeque<Int>, right: ArrayDeque<Int>): List<Int> {
    val merged = mutableListOf<Int>()
    while (left.isNotEmpty() && right.isNotEmpty()) {
        val smaller = if (left.first() <= right.first()) left else right
        merged += smaller.removeFirst()
    }
    return merged + left + right
}`,
  shell: `# Two sorted files into one.
merge() {
  local left=$1 right=$2
  if [[ ! -s $left || ! -s $right ]]; then
    cat "$left" "$right"
    return
  fi
  sort --merge --numeric-sort "$left" "$right"
}

merge monday.txt tuesday.txt | tee both.txt`,
  sql: `-- Two sorted lists into one.
WITH merged AS (
  SELECT value, 'left' AS origin FROM left_list
  UNION ALL
  SELECT value, 'right' AS origin FROM right_list
)
SELECT value, origin
FROM merged
ORDER BY value ASC
LIMIT 100;`,
};

const keywords = new Set(
  "def while if else return in and or not for class static var new function const let template auto func fn mut use end do fun val local then fi with as select from union all order by limit asc import package public void int struct type some".split(
    " ",
  ),
);

const scanner =
  /(\/\/.*|#(?!\[).*|--(?= ).*|"""[^"]*""")|("[^"]*"|'[^']*')|(\b\d+\b)|([A-Za-z_]\w*)(?=(\(|<[A-Z]\w*>\())?|(\s+|.)/g;

/** The lines of a language's sample, cut into coloured pieces. */
export function sampleLines(language: LanguageId): Token[][] {
  const code = samples[language] ?? samples.python ?? "";
  return code.split("\n").map((line) => [...line.matchAll(scanner)].map(tokenOf));
}

function tokenOf([text, comment, string, number, word, call]: RegExpMatchArray): Token {
  if (comment !== undefined) return { kind: comment.startsWith('"') ? "string" : "comment", text };
  if (string !== undefined) return { kind: "string", text };
  if (number !== undefined) return { kind: "number", text };
  if (word === undefined) return { kind: "text", text };
  if (keywords.has(word.toLowerCase())) return { kind: "keyword", text };
  if (call !== undefined) return { kind: "function", text };
  return { kind: /^[A-Z][a-z]/.test(word) ? "type" : "text", text };
}
