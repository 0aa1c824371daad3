package main

import (
	"context"
	"flag"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"os"
	"os/signal"
	"time"
)

func main() {
	var job job
	flag.StringVar(&job.root, "root", "..", "the `directory` of the repository")
	flag.BoolVar(&job.all, "all", false, "try every mutant")
	flag.DurationVar(&job.limit, "for", 40*time.Second, "start no mutant of a package after this `time`, unless -all is set")
	flag.StringVar(&job.seed, "seed", time.Now().UTC().Format(time.DateOnly), "what the sample depends on; a `text`")
	flag.BoolVar(&job.strict, "strict", false, "let every survivor fail, and not only those of settled packages")
	flag.StringVar(&job.only, "only", "", "try the mutants whose names contain this `text` alone")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := job.run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "mutation:", err)
		os.Exit(1)
	}
}

type job struct {
	root, seed, only string
	all, strict      bool
	limit            time.Duration
}

func (j job) run(ctx context.Context) error {
	began := time.Now()
	accepted, err := readArgued("argued.txt")
	if err != nil {
		return err
	}
	random := j.random()
	picked := targets
	if !j.all && j.only == "" {
		// To compile a package costs as much as some mutants, so a sample is of
		// one.
		picked = []target{targets[weighted(random, targets)]}
	}
	tried, survived, failed := 0, 0, 0
	for _, target := range picked {
		suite, err := build(ctx, j.root, target, j.only)
		if err != nil {
			return err
		}
		mutants, built := suite.mutants, time.Now()
		random.Shuffle(len(mutants), func(a, b int) { mutants[a], mutants[b] = mutants[b], mutants[a] })
		for _, mutant := range mutants {
			if ctx.Err() != nil || !j.all && time.Since(built) > j.limit {
				break
			}
			tried++
			if accepted[mutant.name] || suite.notices(ctx, mutant) || ctx.Err() != nil {
				continue
			}
			if survived++; target.settled || j.strict {
				failed++
			}
			fmt.Printf("survived: %s\n          (%s)\n", mutant.name, mutant.position)
		}
		fmt.Printf("%s: %d mutants\n", target.folder, len(mutants))
		suite.remove()
	}
	fmt.Printf("tried %d in %s, seed %q: %d survived\n", tried, time.Since(began).Round(time.Second), j.seed, survived)
	if failed > 0 {
		return fmt.Errorf("%d mutants survived that must not; add a test that notices, or a line to argued.txt that says why none can", failed)
	}
	return ctx.Err()
}

// random is the same for the same seed.
func (j job) random() *rand.Rand {
	sum := fnv.New64a()
	sum.Write([]byte(j.seed))
	return rand.New(rand.NewPCG(sum.Sum64(), 0))
}

// weighted picks a target, one with many files more often.
func weighted(random *rand.Rand, targets []target) int {
	total := 0
	for _, target := range targets {
		total += len(target.files)
	}
	left := random.IntN(total)
	for i, target := range targets {
		if left -= len(target.files); left < 0 {
			return i
		}
	}
	return 0
}
