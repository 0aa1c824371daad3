package main

import (
	"context"
	"flag"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"os"
	"os/signal"
	"slices"
	"time"
)

func main() {
	var job job
	flag.StringVar(&job.root, "root", "..", "the `directory` of the repository")
	flag.BoolVar(&job.all, "all", false, "try every mutant")
	flag.DurationVar(&job.limit, "for", 40*time.Second, "start no mutant of a package after this `time`, unless -all is set")
	flag.StringVar(&job.seed, "seed", time.Now().UTC().Format(time.DateOnly), "what the sample depends on; a `text`")
	flag.BoolVar(&job.strict, "strict", false, "let every survivor fail, and not only those of settled packages")
	flag.StringVar(&job.folder, "package", "", "try the mutants of the package in this `folder` alone, such as . or batch")
	flag.StringVar(&job.only, "only", "", "try the mutants whose names contain this `text` alone")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := job.run(ctx)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "mutation:", err)
		os.Exit(1)
	}
}

type job struct {
	root, seed   string
	folder, only string
	all, strict  bool
	limit        time.Duration
}

func (j job) run(ctx context.Context) error {
	began := time.Now()
	accepted, err := readArgued("argued.txt")
	if err != nil {
		return err
	}
	random := j.random()
	picked := slices.Clone(targets)
	switch {
	case j.folder != "":
		picked = slices.DeleteFunc(picked, func(t target) bool { return t.folder != j.folder })
	case !j.all && j.only == "":
		// To compile a package costs as much as some mutants, so a sample is of
		// one.
		picked = []target{targets[weighted(random, targets)]}
	}
	var sum result
	for _, target := range picked {
		result, err := j.try(ctx, target, accepted, random)
		if err != nil {
			return err
		}
		sum.add(result)
	}
	fmt.Printf("tried %d in %s, seed %q: %d survived\n", sum.tried, time.Since(began).Round(time.Second), j.seed, sum.survived)
	if sum.failed > 0 {
		return fmt.Errorf("%d mutants survived that must not; add a test that notices, or a line to argued.txt that says why none can", sum.failed)
	}
	if sum.wrong > 0 {
		return fmt.Errorf("a test notices %d mutants of argued.txt", sum.wrong)
	}
	return ctx.Err()
}

// A result counts mutants.
type result struct {
	tried, argued, survived int
	failed                  int // of those that survived: must not
	wrong                   int // of those that are argued: are noticed
}

func (r *result) add(other result) {
	r.tried += other.tried
	r.argued += other.argued
	r.survived += other.survived
	r.failed += other.failed
	r.wrong += other.wrong
}

// try tries the mutants of a package, or a sample of them.
func (j job) try(ctx context.Context, target target, accepted map[string]bool, random *rand.Rand) (result, error) {
	var sum result
	suite, err := build(ctx, j.root, target, j.only)
	if err != nil {
		return sum, err
	}
	defer suite.remove()
	if len(suite.mutants) == 0 {
		return sum, nil
	}
	mutants, built := suite.mutants, time.Now()
	if !j.all {
		random.Shuffle(len(mutants), func(a, b int) { mutants[a], mutants[b] = mutants[b], mutants[a] })
	}
	for _, mutant := range mutants {
		if ctx.Err() != nil || !j.all && time.Since(built) > j.limit {
			break
		}
		sum.tried++
		noticed := suite.notices(ctx, mutant)
		switch {
		case ctx.Err() != nil:
		case accepted[mutant.name]:
			if sum.argued++; noticed {
				sum.wrong++
				fmt.Printf("argued, and noticed: %s\n", mutant.name)
			}
		case !noticed:
			if sum.survived++; target.settled || j.strict {
				sum.failed++
			}
			fmt.Printf("survived: %s\n          (%s; it changes something in %d tests)\n", mutant.name, mutant.position, len(suite.tests[mutant.number]))
		}
	}
	fmt.Printf("%s: of %d mutants, tried %d: %d noticed, %d argued, %d survived\n", target.folder,
		len(mutants), sum.tried, sum.tried-sum.argued-sum.survived, sum.argued, sum.survived)
	return sum, nil
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
