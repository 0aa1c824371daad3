package main

import (
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"time"
)

// The engines.
const (
	enginePostgres = "postgres"
	engineSQLite   = "sqlite"
)

// deadAfter is how long a process may be silent in the soak. It is shorter than
// the default, so that work is taken over often, and long enough that a process
// beats in time on a machine with other things to do.
const deadAfter = 5 * time.Second

// settings has the values of the flags.
type settings struct {
	given      []string // flags, but for the seed and the folder
	engine     string
	lasts      time.Duration
	storm      time.Duration
	calm       time.Duration
	settle     time.Duration
	seed       uint64
	processes  int
	throughput int
	backlog    int
	drops      float64
	faults     string
	postgres   string
	disk       string
	folder     string
	clocks     time.Duration
	keep       bool

	mostRefused, leastUsed float64
}

func parseFlags(arguments []string) (settings, error) {
	var s settings
	flags := flag.NewFlagSet("soak", flag.ContinueOnError)
	flags.StringVar(&s.engine, "engine", enginePostgres, "the `database`: postgres, or sqlite with one process")
	flags.DurationVar(&s.lasts, "for", 10*time.Minute, "how `long` messages come in; it takes some time more to settle")
	flags.DurationVar(&s.storm, "storm", 40*time.Second, "how `long` things break before they are calm again; 0 for nothing breaks")
	flags.DurationVar(&s.calm, "calm", 20*time.Second, "how `long` nothing breaks between storms, and the pace is measured")
	flags.DurationVar(&s.settle, "settle", 3*time.Minute, "how `long` it may take at the end until all is done")
	flags.Uint64Var(&s.seed, "seed", rand.Uint64N(1_000_000), "what is decided depends on this `number`; when it happens also depends on the machine")
	flags.IntVar(&s.processes, "processes", 4, "the `number` of processes")
	flags.IntVar(&s.throughput, "throughput", 80, "`messages` that Graph takes of the number in a second")
	flags.IntVar(&s.backlog, "backlog", 0, "`messages` that wait to be sent; 0 for five seconds' worth")
	flags.Float64Var(&s.drops, "drops", 2, "`percent` of the sends that are lost before Graph has them, and of those whose answer is lost")
	flags.StringVar(&s.faults, "faults", strings.Join(faultNames(), ","), "the `names` of what breaks in a storm")
	flags.StringVar(&s.postgres, "postgres", "", "the `URL` of a server that runs and is not restarted, with a database that is empty")
	flags.StringVar(&s.disk, "disk", "512m", "the `size` of the disk that runs full, for SQLite; it is memory, and needs root")
	flags.DurationVar(&s.clocks, "clocks", 0, "the clocks of the processes are off by up to this `time`, and jump; for this the program is built again with another package time")
	flags.StringVar(&s.folder, "folder", "", "a new `folder` for data and logs, a temporary one by default")
	flags.BoolVar(&s.keep, "keep", false, "keep the folder though nothing is wrong")
	flags.Float64Var(&s.mostRefused, "most-refused", 100, "fail if Graph refuses a larger `percentage` in calm times")
	flags.Float64Var(&s.leastUsed, "least-used", 0, "fail if a smaller `percentage` of the throughput is used in calm times")
	if err := flags.Parse(arguments); err != nil {
		return settings{}, err
	}
	s.given = asGiven(flags)
	if err := s.complete(); err != nil {
		fmt.Fprintln(os.Stderr, "soak:", err)
		return settings{}, err
	}
	return s, nil
}

func (s *settings) complete() error {
	if s.engine != enginePostgres && s.engine != engineSQLite {
		return fmt.Errorf("invalid -engine %q; want %s or %s", s.engine, enginePostgres, engineSQLite)
	}
	for _, name := range s.faultList() {
		if !slices.Contains(faultNames(), name) {
			return fmt.Errorf("invalid name %q in -faults; want some of %s", name, strings.Join(faultNames(), ","))
		}
	}
	if s.processes < 1 || s.throughput < 1 || s.calm <= 0 || s.lasts <= 0 {
		return errors.New("invalid -processes, -throughput, -calm or -for; want more than nothing")
	}
	if s.engine == engineSQLite {
		s.processes = 1
	}
	if s.backlog <= 0 {
		s.backlog = 5 * s.throughput
	}
	return nil
}

// command is what runs the same again, in a folder of its own.
func (s *settings) command() string {
	return strings.Join(append([]string{"go run -C soak ."}, append(s.given, fmt.Sprint("-seed=", s.seed))...), " ")
}

// asGiven returns the flags that were given, quoted for a shell.
func asGiven(flags *flag.FlagSet) (given []string) {
	flags.Visit(func(f *flag.Flag) {
		if f.Name != "seed" && f.Name != "folder" {
			given = append(given, "-"+f.Name+"='"+strings.ReplaceAll(f.Value.String(), "'", `'\''`)+"'")
		}
	})
	return given
}

func (s *settings) faultList() []string {
	return slices.DeleteFunc(strings.Split(s.faults, ","), func(name string) bool { return name == "" })
}
