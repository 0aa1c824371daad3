// Compare measures, in one run, how fast webhooks are acknowledged and
// processed by what can stand behind the callback URL: package durable, plain
// River, Redis Streams and JetStream. Every body is on the disk before it is
// acknowledged, unless the row says otherwise.
//
//	go run ./compare                  (in examples/engines)
//	go run ./compare -postgres postgres://localhost/postgres
//
// PostgreSQL is measured if there is a URL, in -postgres or DURABLE_POSTGRES,
// of a server on which databases may be made; Redis if redis-server is
// installed. Rounds take turns, so that what else the machine does is the same
// for all; ratios say more than speeds.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"slices"
	"time"

	"github.com/wabakit/whatsapp/examples/internal/demo"
)

var (
	postgres = flag.String("postgres", os.Getenv("DURABLE_POSTGRES"), "the URL of a PostgreSQL server")
	rounds   = flag.Int("rounds", 5, "how often each engine is measured")
	bodies   = flag.Int("bodies", 1500, "how many webhooks a round has")
	senders  = flag.Int("senders", 16, "how many are delivered at the same time")
)

func main() {
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	engines := available()
	results := map[string][]result{}
	for round := range *rounds {
		for i := range engines {
			engine := engines[(i+round)%len(engines)]
			measured, err := measure(ctx, engine)
			if err != nil {
				demo.Check(fmt.Errorf("%s: %w", engine.name, err))
			}
			results[engine.name] = append(results[engine.name], measured)
			fmt.Fprintf(os.Stderr, "round %d, %s: %.0f acknowledged/s, %.0f processed/s\n",
				round+1, engine.name, measured.acknowledged, measured.processed)
		}
	}
	fmt.Printf("%d bodies a round, %d at the same time, medians of rounds: %d, %d processors\n\n", *bodies, *senders, *rounds, runtime.NumCPU())
	fmt.Println("| Engine | Acknowledged/s | Ratio | p50 | p99 | Processed/s | Ratio |")
	fmt.Println("|---|--:|--:|--:|--:|--:|--:|")
	for _, engine := range engines {
		printRow(engine.name, results[engine.name], results[engines[0].name])
	}
}

// printRow prints the row of an engine. Ratios are to the first one, round by
// round.
func printRow(name string, results, first []result) {
	median := func(of func(r, first result) float64) float64 {
		var values []float64
		for i := range results {
			values = append(values, of(results[i], first[i]))
		}
		slices.Sort(values)
		return values[len(values)/2]
	}
	took := func(of func(r result) time.Duration) time.Duration {
		return time.Duration(median(func(r, _ result) float64 { return float64(of(r)) })).Round(100 * time.Microsecond)
	}
	fmt.Printf("| %s | %.0f | %.2f | %v | %v | %.0f | %.2f |\n", name,
		median(func(r, _ result) float64 { return r.acknowledged }),
		median(func(r, first result) float64 { return r.acknowledged / first.acknowledged }),
		took(func(r result) time.Duration { return r.p50 }),
		took(func(r result) time.Duration { return r.p99 }),
		median(func(r, _ result) float64 { return r.processed }),
		median(func(r, first result) float64 { return r.processed / first.processed }))
}
