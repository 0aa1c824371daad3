package graded

import (
	"os"
	"testing"
)

func TestGrade(t *testing.T) {
	var c counter
	for points, want := range map[int]string{-1: "", 50: "low", 95: "high"} {
		if got, err := c.grade(points); got != want || (err != nil) != (points < 0) {
			t.Errorf("grade(%d) is %q, %v", points, got, err)
		}
	}
}

// TestWithoutMutants grades nothing, so it need not run with a mutant.
func TestWithoutMutants(t *testing.T) {
	if os.Getenv("MUTATION_ACTIVE") != "" {
		t.Error("it runs with a mutant")
	}
}
