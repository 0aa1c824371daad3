package main

// selector is the file that every mutated package gets: its name and the number
// of mutants are filled in. What a mutant would change is asked first, so that
// the tests can be recorded in which it changes anything.
const selector = `package %s

import (
	"os"
	"strconv"
	"sync/atomic"
)

var (
	mutationActive, _ = strconv.Atoi(os.Getenv("MUTATION_ACTIVE"))
	mutationRecord, _ = os.OpenFile(os.Getenv("MUTATION_RECORD"), os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	mutationRecorded  [%d + 1]atomic.Bool
)

func mutation(number int) bool {
	if mutationRecord != nil && mutationRecorded[number].CompareAndSwap(false, true) {
		_, _ = mutationRecord.WriteString(strconv.Itoa(number) + "\n")
	}
	return mutationActive == number
}

func mutationNegate[T ~bool](number int, is T) T {
	if mutation(number) {
		return !is
	}
	return is
}

func mutationReplace[T ~bool](number int, is, other T) T {
	if is != other && mutation(number) {
		return other
	}
	return is
}
`
