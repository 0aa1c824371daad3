// Command mutation breaks the core on purpose and reports what no test notices.
//
//	go run . -for 40s        # a sample, another one every day
//	go run . -seed abc       # the sample of a seed, such as a commit
//	go run . -all -strict    # everything; this takes hours
//	go run . -all -package batch
//	go run . -all -package . -only retry
//
// A mutant is one change of one place: a condition that is negated, one side of
// && or || that is always the same, a bound that is off by one, a statement
// that is left out, or an error that is not returned. All mutants of a package
// are compiled into one test binary, in which an environment variable selects
// one. First every test runs without a mutant and records which mutants would
// change anything in it; a mutant then costs no more than a run of these tests,
// the quickest first, until one fails.
//
// A mutant that survives is reported, unless argued.txt says why nothing can
// notice it. In a package that has been gone through once, and with -strict in
// all of them, it is a failure. So is an argument that a test refutes.
package main
