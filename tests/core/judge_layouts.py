"""Statements as judges lay them out, copied from a browser, as Markdown, as a page's source, as a PDF's text.

The problems are our own. Where a layout does not say for certain what an example is, nothing is to be found.
"""

# ruff: noqa: E501, W293

from __future__ import annotations

from tests.core.problem_texts import Shape

LAYOUTS: list[Shape] = []


def layout(name: str, text: str, *tests: tuple[str, str], entry: str | None = None) -> None:
    LAYOUTS.append(Shape(name, text.strip("\n"), tests, entry))


# --- Codeforces and gym ---------------------------------------------------------------------------------

layout(
    "codeforces, html source",
    """
<div class="problem-statement"><div class="header"><div class="title">A. Pens</div><div class="time-limit"><div class="property-title">time limit per test</div>1 second</div></div>
<div><p>Print how many pens fit.</p></div>
<div class="input-specification"><div class="section-title">Input</div><p>One line with $$$n$$$.</p></div>
<div class="output-specification"><div class="section-title">Output</div><p>One number.</p></div>
<div class="sample-tests"><div class="section-title">Examples</div><div class="sample-test"><div class="input"><div class="title">Input</div><pre>
3 4
</pre></div><div class="output"><div class="title">Output</div><pre>
12
</pre></div><div class="input"><div class="title">Input</div><pre>
1 &lt; 2
</pre></div><div class="output"><div class="title">Output</div><pre>
&quot;yes&quot;
</pre></div></div></div></div>
""",
    ("3 4", "12"),
    ("1 < 2", '"yes"'),
)
layout(
    "codeforces, html source with a line of its own for each case",
    """
<div class="sample-test"><div class="input"><div class="title">Input</div><pre><div class="test-example-line test-example-line-even test-example-line-0">2</div><div class="test-example-line test-example-line-odd test-example-line-1">1 2</div><div class="test-example-line test-example-line-even test-example-line-2">5 5</div></pre></div><div class="output"><div class="title">Output</div><pre>
3
10
</pre></div></div>
""",
    ("2\n1 2\n5 5", "3\n10"),
)
layout(
    "gym PDF, one value a side",
    """
Problem C. Halves
Input file: standard input
Output file: standard output
Time limit: 2 seconds
Memory limit: 256 megabytes
Mara cuts a rope of n metres in two. Print how long each half is.
Input
The only line contains an even n.
Output
Print one number.
Examples
standard input standard output
8 4
12 6
Note
Nothing is lost.
Page 3 of 11
""",
    ("8", "4"),
    ("12", "6"),
)
layout(
    "gym PDF, several lines that are one example",
    """
Problem D. Squares
Input file: standard input
Output file: standard output
Input
The first line has t, the number of test cases. Each of the next t lines has n.
Output
For each test case print n squared.
Example
standard input standard output
2 9
3 16
4
""",
)
layout(
    "gym PDF, rows of two that may be the lines of one example",
    """
Problem E. Echo
Input
The first line contains n. The next lines have a number each.
Output
Print n+1 lines.
Example
standard input standard output
1 2
7 8
""",
)
layout(
    "gym PDF, input and output one below the other",
    """
Problem F. Sum
Input file: standard input
Output file: standard output
Print the sum of two numbers.
Example
standard input standard output
3 4
7
""",
)
layout(
    "gym PDF with files",
    """
Problem G. Files
Input file: pens.in
Output file: pens.out
Print n doubled.
Example
pens.in pens.out
4 8
""",
)
layout(
    "gym PDF with input.txt",
    """
Problem H. Files
Input file: input.txt
Output file: output.txt
Print n doubled.
Example
input.txt output.txt
4 8
""",
)

# --- AtCoder --------------------------------------------------------------------------------------------

layout(
    "atcoder, new, copied",
    """
A - Rows of Chairs
Editorial

Time Limit: 2 sec / Memory Limit: 1024 MiB

Score : 100 points

Problem Statement
There are N rows with M chairs. Print the number of chairs.

Constraints
1≤N,M≤100

Input
The input is given from Standard Input in the following format:

N M
Output
Print the answer.

Sample Input 1
Copy
3 5
Sample Output 1
Copy
15
Three rows of five are fifteen chairs.

Sample Input 2
Copy
1 1
Sample Output 2
Copy
1
""",
    ("3 5", "15"),
    ("1 1", "1"),
)
layout(
    "atcoder, html source",
    """
<div class="part"><section><h3>Input</h3><p>Input is given from Standard Input in the following format:</p><pre><var>N</var> <var>M</var>
</pre></section></div>
<div class="part"><section><h3>Output</h3><p>Print the answer.</p></section></div></div>
<hr />
<div class="part"><section><h3>Sample Input 1</h3><pre>3 5
</pre></section></div>
<div class="part"><section><h3>Sample Output 1</h3><pre>15
</pre><p>Three rows of five.</p></section></div>
""",
    ("3 5", "15"),
)
layout(
    "atcoder, the format of the input in a fence",
    """
## Input

Input is given from Standard Input in the following format:

```
N
A_1 A_2 \\ldots A_N
```

## Output

Print the maximum.

## Sample Input 1

```
3
1 4 2
```

## Sample Output 1

```
4
```
""",
    ("3\n1 4 2", "4"),
)
layout(
    "atcoder, Japanese, copied",
    """
問題文
整数 N が与えられます。N を 2 倍した値を出力してください。

制約
1≤N≤100

入力
入力は以下の形式で標準入力から与えられる。

N
出力
答えを出力せよ。

入力例 1
Copy
4
出力例 1
Copy
8
4 の 2 倍は 8 です。

入力例 2
Copy
50
出力例 2
Copy
100
""",
    ("4", "8"),
    ("50", "100"),
)

# --- CodeChef -------------------------------------------------------------------------------------------

layout(
    "codechef, old, Markdown",
    """
Chef counts plates.

### Input:

- First line will contain $T$, number of testcases.
- Each testcase contains one integer $N$.

### Output:

For each testcase, output $N+1$.

### Constraints

- $1 \\leq T \\leq 10$

### Sample Input:

2
4
9

### Sample Output:

5
10

### EXPLANATION:

One plate is added.
""",
    ("2\n4\n9", "5\n10"),
)
layout(
    "codechef, new, copied",
    """
Plates
Chef has N plates and buys one more. How many does he have?

Input Format
The only line has N.
Output Format
Print the number.
Constraints
1 ≤ N ≤ 10
Sample 1:
Input
Output
4
5
Sample 2:
Input
Output
9
10
Explanation:
He buys one.
""",
    ("4", "5"),
    ("9", "10"),
)
layout(
    "codechef, new, several lines that can't be told apart",
    """
Chef has plates.

Input Format
The first line has T. Each test case has one line with N.
Output Format
For each, print N+1.
Sample 1:
Input
Output
2
4
9
5
10
Explanation:
One more.
""",
)
layout(
    "codechef, new, blocks",
    """
### Sample 1:
Input
Output

```
2
4
9
```

```
5
10
```
""",
    ("2\n4\n9", "5\n10"),
)
layout(
    "codechef, new, html source",
    """
<h3>Sample 1:</h3><div class="_input_output__table"><div class="_input_output__header"><div>Input</div><div>Output</div></div><div class="_values"><div><pre>2
4
9
</pre></div><div><pre>5
10
</pre></div></div></div><h3>Explanation:</h3><p>One more.</p>
""",
    ("2\n4\n9", "5\n10"),
)
layout(
    "codechef, new, as a table in Markdown",
    """
### Sample 1:

| Input | Output |
|---|---|
| 2<br>4<br>9 | 5<br>10 |
""",
    ("2\n4\n9", "5\n10"),
)
layout(
    "codechef, new, headers on one line",
    """
Sample 1:
Input	Output
4
5
""",
    ("4", "5"),
)

# --- SPOJ, Kattis, UVa, POJ, HDU, Timus, acmp, e-olymp ----------------------------------------------------

layout(
    "spoj, html source",
    """
<p>Add one.</p>
<h3>Input</h3><p>One number.</p>
<h3>Output</h3><p>The next number.</p>
<h3>Example</h3>
<pre><b>Input:</b>
41

<b>Output:</b>
42
</pre>
""",
    ("41", "42"),
)
layout(
    "spoj with a remark in the sample",
    """
Example
Input:
2
1 10
3 5

Output:
2
3
5
7

3
5

Warning: large Input/Output data, be careful with certain languages
""",
    ("2\n1 10\n3 5", "2\n3\n5\n7\n\n3\n5"),
)
layout(
    "kattis, copied",
    """
Ana waits for a bus that leaves every m minutes. Print the time until the next one.

Input
The input has one line with two integers, the time now and m.

Output
Output one integer.

Sample Input 1	Sample Output 1
7 5
3
Sample Input 2	Sample Output 2
10 5
0
""",
    ("7 5", "3"),
    ("10 5", "0"),
)
layout(
    "kattis, source",
    """
<table class="sample" summary="sample data">
<tr><th>Sample Input 1</th><th>Sample Output 1</th></tr>
<tr><td><pre>7 5
</pre></td><td><pre>3
</pre></td></tr></table>
""",
    ("7 5", "3"),
)
layout(
    "uva, from a PDF",
    """
Input
The input consists of lines with two numbers.
Output
For each line print the difference.
Sample Input
10 12
71 14
Sample Output
2
57
""",
    ("10 12\n71 14", "2\n57"),
)
layout(
    "poj, copied",
    """
A+B Again
Time Limit: 1000MS		Memory Limit: 10000K
Total Submissions: 100		Accepted: 50
Description

Calculate a+b

Input

Two integers a,b (0<=a,b<=10)
Output

Output a+b
Sample Input

1 2
Sample Output

3
Hint

Q: Where are the input and the output?

A: Your program shall always read input from stdin (Standard Input) and write output to stdout.
Source

POJ
""",
    ("1 2", "3"),
)
layout(
    "hdu, copied",
    """
Problem Description
Given n, print the sum of 1 to n.


Input
Each line will contain an integer n.


Output
For each case, output the sum in one line, followed by a blank line.


Sample Input
1
4


Sample Output
1

10


Author
Somebody


Recommend
We have carefully selected several similar problems for you:  1002 1003
""",
    ("1\n4", "1\n\n10"),
)
layout(
    "timus, copied",
    """
1000. Sum of Two
Time limit: 1.0 second
Memory limit: 64 MB
Calculate a + b.
Input
a and b
Output
a+b
Sample
input	output
1 5
6
Notes
Use + operator to calculate the sum.
Problem Author: Nobody
Tags: problem for beginners
""",
    ("1 5", "6"),
)
layout(
    "timus, source",
    """
<h3 class="problem_subtitle">Sample</h3><table class="sample"><tr><th>input</th><th>output</th></tr><tr><td><pre>1 5
2
</pre></td><td><pre>6
2
</pre></td></tr></table>
""",
    ("1 5\n2", "6\n2"),
)
layout(
    "acmp, copied: files are read",
    """
Сумма
(Время: 1 сек. Память: 16 Мб Сложность: 2%)
Требуется сложить два числа A и B.

Входные данные
В единственной строке входного файла INPUT.TXT записаны два числа.

Выходные данные
В единственную строку выходного файла OUTPUT.TXT нужно вывести сумму.

Пример
№	INPUT.TXT	OUTPUT.TXT
1	2 3	5
""",
)
layout(
    "acmp, a table of standard input with numbers before it",
    """
Требуется сложить два числа A и B.

Примеры
№	Входные данные	Выходные данные
1	2 3	5
2	10 1	11
""",
    ("2 3", "5"),
    ("10 1", "11"),
)
layout(
    "acmp, cells over several lines",
    """
Требуется найти сумму.

Примеры
№	Входные данные	Выходные данные
1	2
2 3	5
2	1
7	7
""",
)
layout(
    "e-olymp",
    """
Simple sum

Find the sum of the digits of a two-digit number.

Input data
One natural two-digit number.

Output data
Print the sum.

Examples
Input example #1
23
Output example #1
5
Author Somebody
""",
    ("23", "5"),
)

# --- USACO, CSES, DMOJ, Baekjoon, Luogu --------------------------------------------------------------------

layout(
    "cses",
    """
Time limit: 1.00 s
Memory limit: 512 MB
Consider a number that is halved. Your task is to print the steps.
Input
The only input line contains an integer n.
Output
Print a line that contains all values.
Constraints

1 ≤ n ≤ 100

Example
Input:
8

Output:
8 4 2 1
""",
    ("8", "8 4 2 1"),
)
layout(
    "dmoj",
    """
Input Specification
The first line contains N.

Output Specification
Output N stars.

Sample Input 1
Copy
4
Sample Output 1
Copy
****
Explanation for Sample Output 1
There are four.
""",
    ("4", "****"),
)
layout(
    "dmoj, Markdown",
    """
## Input Specification
The first line contains `N`.

## Output Specification
Output `N` stars.

## Sample Input
    4

## Sample Output
    ****
""",
    ("4", "****"),
)
layout(
    "baekjoon",
    """
A+B
시간 제한	메모리 제한	제출	정답	맞힌 사람	정답 비율
1 초	128 MB	100	50	40	50%
문제
두 정수 A와 B를 입력받은 다음, A+B를 출력하는 프로그램을 작성하시오.

입력
첫째 줄에 A와 B가 주어진다. (0 < A, B < 10)

출력
첫째 줄에 A+B를 출력한다.

예제 입력 1 복사
1 2
예제 출력 1 복사
3
""",
    ("1 2", "3"),
)
layout(
    "luogu",
    """
# P1000 小明的苹果

## 题目描述

小明有 $n$ 个苹果，又买了一个。

## 输入格式

一行一个整数 $n$。

## 输出格式

输出苹果的个数。

## 输入输出样例 #1

### 输入 #1

```
4
```

### 输出 #1

```
5
```

## 说明/提示

对于所有数据，$1 \\le n \\le 100$。
""",
    ("4", "5"),
)
layout(
    "luogu, copied",
    """
题目描述
小明有 n 个苹果，又买了一个。

输入格式
一行一个整数 n。

输出格式
输出苹果的个数。

输入输出样例
输入 #1复制
4
输出 #1复制
5
说明/提示
无
""",
    ("4", "5"),
)
layout(
    "nowcoder",
    """
链接：
来源：牛客网

题目描述
给出 n，输出 n 的平方。

输入描述:
一行一个整数 n。
输出描述:
输出一个整数。
示例1
输入
复制
4
输出
复制
16
说明
4 的平方是 16。
""",
    ("4", "16"),
)
layout(
    "usaco with files in the title",
    """
INPUT FORMAT (file moo.in):
The first line has N.

OUTPUT FORMAT (file moo.out):
Print N.

SAMPLE INPUT:
4
SAMPLE OUTPUT:
4
""",
)

# --- HackerRank and HackerEarth ----------------------------------------------------------------------------

layout(
    "hackerrank, STDIN and Function",
    """
Complete the total function in the editor below.

Input Format

The first line contains n. The second line has n numbers.

Sample Input 0

STDIN           Function
-----           --------
5               arr[] size n = 5
1 2 3 4 10      arr = [1, 2, 3, 4, 10]

Sample Output 0

20

Explanation 0

They add up to 20.
""",
    ("5\n1 2 3 4 10", "20"),
)
layout(
    "hackerrank, STDIN and Function in a fence, out of line",
    """
Print the minimum of a list.

**Sample Input**

```
STDIN   Function
-----   --------
3       n = 3
10 20 30 40   arr = [10, 20, 30, 40]
7       k = 7
```

**Sample Output**

```
10
```
""",
    ("3\n10 20 30 40\n7", "10"),
)
layout(
    "hackerrank, STDIN and Function with single blanks",
    """
Print the sum.

Sample Input

STDIN Function
----- --------
3 n = 3
1 2 3 arr = [1, 2, 3]

Sample Output

6
""",
)
layout(
    "hackerrank, STDIN and Function as a table in Markdown",
    """
Print the sum.

Sample Input

| STDIN | Function |
|-------|----------|
| 3 | n = 3 |
| 1 2 3 | arr = [1, 2, 3] |

Sample Output

6
""",
    ("3\n1 2 3", "6"),
)
layout(
    "hackerrank, sample cases",
    """
Sample Case 0
Sample Input For Custom Testing

STDIN      Function
-----      --------
2      →   a[] size n = 2
4
5

Sample Output

9
""",
    ("2\n4\n5", "9"),
)
layout(
    "hackerrank, STDIN and Function without a remark on each line",
    """
Sample Input For Custom Testing

STDIN     Function
-----     --------
4      →  n = 4
ab     →  words = ['ab', ...]
cd
ef
gh

Sample Output

abcdefgh
""",
    ("4\nab\ncd\nef\ngh", "abcdefgh"),
)
layout(
    "hackerearth",
    """
Input Format:
One line with a word.

Output Format:
The word in capitals.

Sample Input
abc
Sample Output
ABC
Time Limit: 1
Memory Limit: 256
Explanation
It is written large.
""",
    ("abc", "ABC"),
)
layout(
    "hackerearth, html source",
    """
<div class="input-output-container"><div class="standard-margin"><span>SAMPLE INPUT</span>
<pre>abc&nbsp;d
</pre></div><div><span>SAMPLE OUTPUT</span>
<pre>ABC&nbsp;D
</pre></div></div>
""",
    ("abc d", "ABC D"),
)

# --- LeetCode, Codewars, Exercism, docstrings ---------------------------------------------------------------

layout(
    "leetcode, Chinese",
    """
给你一个整数数组 nums ，返回其中最大的数。

示例 1：

输入：nums = [3,1,2]
输出：3
解释：3 最大。

示例 2：

输入：nums = [-1]
输出：-1

提示：

1 <= nums.length <= 100

class Solution:
    def largest(self, nums: List[int]) -> int:
""",
    ("[3, 1, 2]", "3"),
    ("[-1]", "-1"),
    entry="largest",
)
layout(
    "leetcode, any order",
    """
Given an array nums and an integer k, return the k most frequent elements. You may return the answer in any order.

Example 1:

Input: nums = [1,1,1,2,2,3], k = 2
Output: [1,2]

class Solution:
    def topK(self, nums: List[int], k: int) -> List[int]:
        
""",
    entry="topK",
)
layout(
    "leetcode, html source with an example block",
    """
<p>Return <code>n</code> doubled.</p>
<p><strong class="example">Example 1:</strong></p>
<div class="example-block">
<p><strong>Input:</strong> <span class="example-io">n = 4, s = &quot;a&nbsp;b&quot;</span></p>
<p><strong>Output:</strong> <span class="example-io">8</span></p>
<p><strong>Explanation:</strong></p>
<p>4 + 4.</p>
</div>
""",
    ("n=4, s='a b'", "8"),
    entry="solve",
)
layout(
    "exercism",
    """
# Instructions

Given a year, report if it is a leap year.

The tricky thing here is that a leap year occurs:

- in every year that is evenly divisible by 4
- except those divisible by 100

For example, 1997 is not a leap year, but 1996 is.
""",
)
layout(
    "advent of code",
    """
--- Day 1: Counting Cookies ---
The elves have a list of cookies (your puzzle input). For example:

1000
2000

3000

In this example, the largest is 3000. Find the elf with most cookies. How many are these in total?
""",
)
layout(
    "project euler",
    """
If we list all the natural numbers below 10 that are multiples of 3 or 5, we get 3, 5, 6 and 9. The sum of these multiples is 23.

Find the sum of all the multiples of 3 or 5 below 1000.
""",
)
layout(
    "a doctest of what is printed, over several lines",
    '''
def countdown(n):
    """Count down to one.

    >>> countdown(3)
    3
    2
    1
    """
''',
    entry="countdown",
)
layout(
    "a doctest of what is printed, on one line",
    '''
def show_square(n):
    """Print the square of n.

    >>> show_square(3)
    9
    """
''',
    entry="show_square",
)
layout(
    "a doctest of rows",
    '''
def triangle(n):
    """Show a triangle.

    >>> triangle(2)
    1
    1 1
    >>> triangle(1)
    1
    """
''',
    entry="triangle",
)
layout(
    "doctests of a value with prose right below",
    '''
def double(n):
    """Return twice n.

    >>> double(2)
    4
    This holds for all numbers.
    """
''',
    ("2", "4"),
    entry="double",
)
layout(
    "bigcodebench",
    '''
import numpy as np

def task_func(numbers):
    """
    Compute the mean of a list of numbers.

    Requirements:
    - numpy

    Example:
    >>> mean = task_func([1, 2, 3])
    >>> print(mean)
    2.0
    """
''',
    entry="task_func",
)
layout(
    "nbsp as an entity in plain text",
    """
Write a program that adds two numbers.

Sample Input:
1&nbsp;2

Sample Output:
3
""",
    ("1 2", "3"),
)
layout(
    "entities within a pre of several lines",
    "Write a program.\n<h4>Sample Input</h4><pre>1 &lt; 2\n3 &gt; 4\na&nbsp;&amp;&nbsp;b</pre><h4>Sample Output</h4><pre>yes\nno\n&quot;</pre>",
    ("1 < 2\n3 > 4\na & b", 'yes\nno\n"'),
)
layout(
    "sample outputs that are pictures",
    """
Write a program that draws n stars.

Sample Input
3

Sample Output

""",
)
layout(
    "an input that is left out",
    """
Write a program that prints two squares.

Example

Input

Output
1
4
""",
)
layout(
    "one of the outputs is empty",
    """
Write a program that prints the vowels of a word.

Sample Input 1
rhythm

Sample Output 1

Sample Input 2
boat

Sample Output 2
oa
""",
    ("rhythm", ""),
    ("boat", "oa"),
)
layout(
    "all outputs are missing",
    """
Write a program that draws a word.

Sample Input 1
ab

Sample Output 1

Sample Input 2
cd

Sample Output 2

""",
)

# --- a second look, after the first was mended -------------------------------------------------------------

layout(
    "2: cf russian",
    """
A. Сумма
ограничение по времени на тест1 секунда
ввод
стандартный ввод
вывод
стандартный вывод
Даны a и b. Выведите a+b.

Входные данные
В единственной строке записаны a и b.

Выходные данные
Выведите сумму.

Примеры
Входные данныеСкопировать
2 3
Выходные данныеСкопировать
5
Входные данныеСкопировать
1 1
Выходные данныеСкопировать
2
Примечание
Нет.
""",
    ("2 3", "5"),
    ("1 1", "2"),
)
layout(
    "2: pdf one space Sample Input Sample Output",
    """
Input
One line with n.
Output
Print n+1.
Sample Input 1 Sample Output 1
4 5
Sample Input 2 Sample Output 2
9 10
""",
    ("4", "5"),
    ("9", "10"),
)
layout(
    "2: icpc pdf ambiguous",
    """
Input
One line with a and b.
Output
Print a+b.
Sample Input 1 Sample Output 1
4 5
9
""",
)
layout(
    "2: timus ru",
    """
Исходные данные
Числа a и b.
Результат
Выведите a+b.
Пример
исходные данные	результат
1 5
6
Автор задачи: Никто
""",
    ("1 5", "6"),
)
layout(
    "2: eolymp ru",
    """
Входные данные
Одно число.

Выходные данные
Квадрат.

Пример
Входные данные #1
4
Выходные данные #1
16
""",
    ("4", "16"),
)
layout(
    "2: leetcode cn html",
    """
<p>返回和。</p><p><strong>示例 1：</strong></p><pre><strong>输入：</strong>nums = [1,2]
<strong>输出：</strong>3
<strong>解释：</strong>1+2
</pre>
""",
    ("nums=[1, 2]", "3"),
    entry="solve",
)
layout(
    "2: hackerrank html",
    """
<div class="challenge_sample_input"><p><strong>Sample Input</strong></p><pre><code>STDIN       Function
-----       --------
3           n = 3
1 2 3       arr = [1,2,3]
</code></pre></div><div class="challenge_sample_output"><p><strong>Sample Output</strong></p><pre><code>6
</code></pre></div>
""",
    ("3\n1 2 3", "6"),
)
layout(
    "2: hackerrank sample 0 with explanation table",
    """
**Sample Input 0**

    STDIN      Function
    -----      --------
    3 4        n = 3, m = 4

**Sample Output 0**

    12
""",
    ("3 4", "12"),
)
layout(
    "2: hackerrank old",
    """
Sample Input

```
a = 1
```
Write a program.

Sample Output
```
b
```
""",
)
layout(
    "2: codechef md 2",
    """
### Sample Input 1
```
1
```
### Sample Output 1
```
2
```
### Sample 2
Input
```
3
```
Output
```
4
```
""",
    ("1", "2"),
    ("3", "4"),
)
layout(
    "2: codechef with copy",
    """
Sample 1:
Input
copy
Output
copy
4
5
""",
    ("4", "5"),
)
layout(
    "2: codechef blank lines between",
    """
Sample 1:

Input

Output

4

5

Explanation:
bla
""",
)
layout(
    "2: codechef test case table",
    """
Sample 1:
Input	Output
2
4
9
5
10
""",
)
layout(
    "2: HumanEval return and print docstring",
    '''
def f(n):
    """Return n.
    >>> f(3)
    3
    >>> f(4)
    4
    """
''',
    ("3", "3"),
    ("4", "4"),
    entry="f",
)
layout(
    "2: doctest multi literal",
    '''
def g(n):
    """Give pairs.
    >>> g(2)
    [1,
     2]
    """
''',
    ("2", "[1, 2]"),
    entry="g",
)
layout(
    "2: doctest followed by code",
    """
>>> g(2)
4
>>> g(3)
9
Write g as a Python function.
""",
    ("2", "4"),
    ("3", "9"),
    entry="g",
)
layout(
    "2: uva pdf page",
    """
Sample Input
3 4
5 6
Sample Output
7
11
Universidad de Valladolid OJ: 100 - Add
""",
    ("3 4\n5 6", "7\n11"),
)
layout(
    "2: spoj text",
    """
Sample input:
3

Sample output:
9

Added by: Nobody
Date: 2011-01-01
Time limit: 1s
Source limit: 50000B
""",
    ("3", "9"),
)
layout(
    "2: poj chinese",
    """
样例输入

1 2
样例输出

3
提示

无
来源

x
""",
    ("1 2", "3"),
)
layout(
    "2: acwing",
    """
输入样例：
3 4
输出样例：
7
""",
    ("3 4", "7"),
)
layout(
    "2: openjudge",
    """
样例输入
3
样例输出
9
来源
2009
""",
    ("3", "9"),
)
layout(
    "2: aoj",
    """
Sample Input
3
Output for the Sample Input
9
""",
    ("3", "9"),
)
layout(
    "2: atcoder contest html lang",
    """
<span class="lang-ja"><h3>入力例 1</h3><pre>3
</pre><h3>出力例 1</h3><pre>6
</pre></span><span class="lang-en"><h3>Sample Input 1</h3><pre>3
</pre><h3>Sample Output 1</h3><pre>6
</pre></span>
""",
    ("3", "6"),
)
layout(
    "2: kattis interaction",
    """
Read	Sample Interaction 1	Write
3
4
""",
)
layout(
    "2: codeforces table with note as third col md",
    """
| stdin | stdout | note |
|--|--|--|
| 3 | 9 | square |
""",
    ("3", "9"),
)
layout(
    "2: kickstart",
    """
Sample Input
save_alt
content_copy
2
3
4
Sample Output
save_alt
content_copy
Case #1: 6
Case #2: 8
In Sample Case #1, double.
""",
    ("2\n3\n4", "Case #1: 6\nCase #2: 8"),
)
layout(
    "2: output with trailing sentence bracket",
    """
Sample Input 1
5
Sample Output 1
120
The factorial of 5 is 120.
""",
    ("5", "120"),
)
layout(
    "2: bigcodebench data",
    '''
def task_func(l):
    """
    Example:
    >>> task_func([1,2])
    ([1, 2], 3)
    >>> task_func('abc')
    <Axes: >
    """
''',
    ("[1, 2]", "([1, 2], 3)"),
    entry="task_func",
)
layout(
    "2: codewars md",
    """
Complete the function `square_sum` so that it squares each number.

For example, for `[1, 2, 2]` it should return `9`.
""",
    entry="square_sum",
)
layout(
    "2: aligned",
    """
Write a program that doubles.

Input    Output
3        6
10       20
""",
    ("3", "6"),
    ("10", "20"),
)
layout(
    "2: aligned multi tokens",
    """
Write a program that adds.

Input    Output
3 4      7
10 1     11
""",
)
layout(
    "2: html table",
    """
<p>Write a program.</p><table><tr><th>Input</th><th>Output</th></tr><tr><td>3 4</td><td>7</td></tr><tr><td>1 1</td><td>2</td></tr></table>
""",
    ("3 4", "7"),
    ("1 1", "2"),
)
layout(
    "2: escaped html pasted",
    """
Sample Input
&lt;b&gt;
Sample Output
1
""",
    ("&lt;b&gt;", "1"),
)
layout(
    "a page that says where the input comes from",
    """
input: standard input
output: standard output
Write a program that doubles.

Input
3

Output
6
""",
    ("3", "6"),
)
layout(
    "data in the place of a format, above the examples",
    """
Write a program that doubles.

Input
3 numbers

Output
6 or 8

Example
Input
4
Output
8
""",
    ("4", "8"),
)
layout(
    "an empty block for an output",
    """
Sample Input
```
5
```
Sample Output
```

```
Sample Input
```
6
```
Sample Output
```
1
```
""",
    ("5", ""),
    ("6", "1"),
)
