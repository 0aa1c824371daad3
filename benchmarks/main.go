//go:debug x509usefallbackroots=1

// Command benchmarks compares the SDK with plain net/http and with other
// libraries, in one run on one machine, and prints the results and the goals.
// README.md describes the method.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"regexp"
	"time"
)

// settings has the values of the flags.
type settings struct {
	launches int
	rounds   int
	batch    time.Duration
	only     *regexp.Regexp
	quick    bool
	child    bool // this process is one of the launches
}

func main() {
	chosen, err := parseFlags(os.Args[1:])
	if err != nil {
		os.Exit(2)
	}
	if err := run(context.Background(), chosen); err != nil {
		fmt.Fprintln(os.Stderr, "benchmarks:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, chosen settings) error {
	if chosen.child {
		return runChild(ctx, chosen, os.Stdout)
	}
	launches, err := launch(ctx, chosen.launches)
	if err != nil {
		return err
	}
	results := merge(launches)
	if len(results) == 0 {
		return fmt.Errorf("no workload matches %q", chosen.only)
	}
	return printTable(os.Stdout, results)
}

func parseFlags(arguments []string) (settings, error) {
	var chosen settings
	only := ""
	flags := flag.NewFlagSet("benchmarks", flag.ContinueOnError)
	flags.IntVar(&chosen.launches, "launches", 3, "processes to start; 10 is the careful number")
	flags.IntVar(&chosen.rounds, "rounds", 40, "rounds in each launch")
	flags.DurationVar(&chosen.batch, "batch", 5*time.Millisecond, "length of a batch in memory; four times that over a connection")
	flags.StringVar(&only, "only", "", "measure only the workloads that match this regular expression")
	flags.BoolVar(&chosen.quick, "quick", false, "one launch of a few rounds: proves that everything runs, measures nothing")
	flags.BoolVar(&chosen.child, "child", false, "used by the program itself: measure once and print JSON")
	if err := flags.Parse(arguments); err != nil {
		return settings{}, err
	}
	expression, err := regexp.Compile(only)
	if err != nil {
		fmt.Fprintln(os.Stderr, "benchmarks: -only:", err)
		return settings{}, err
	}
	chosen.only = expression
	if chosen.quick {
		chosen.launches, chosen.rounds, chosen.batch = 1, 2, time.Millisecond
	}
	return chosen, nil
}
