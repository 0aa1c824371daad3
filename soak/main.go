// Command soak has processes receive and send through package durable while
// everything around them breaks: they are killed, suspended and stopped, the
// database restarts, hangs, is slow or has a full disk, answers of Graph are
// lost, and webhooks come twice and out of order. At the end it accounts for
// every event and every message, and says what is wrong.
//
//	go run . -for 10m                    # four processes on PostgreSQL
//	go run . -for 5m -engine sqlite      # one process on a file
//	go run . -for 2m -storm 0            # without faults: the pace
//
// It starts PostgreSQL, and Redis if there is one, by itself. It is for Linux
// and macOS.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	if order := os.Getenv(childVariable); order != "" {
		os.Exit(runChild(order))
	}
	chosen, err := parseFlags(os.Args[1:])
	if err != nil {
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	found, err := soak(ctx, chosen, os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "soak:", err)
		os.Exit(2)
	}
	if len(found) > 0 {
		os.Exit(1)
	}
}
