package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
)

// launch measures in child processes, one after the other: the layout of code
// and data in memory differs between processes and affects the results.
func launch(ctx context.Context, count int) ([][]result, error) {
	program, err := os.Executable()
	if err != nil {
		return nil, err
	}
	launches := make([][]result, count)
	for i := range count {
		fmt.Fprintf(os.Stderr, "launch %d of %d\n", i+1, count)
		var output bytes.Buffer
		command := exec.CommandContext(ctx, program, append([]string{"-child"}, os.Args[1:]...)...)
		command.Stdout, command.Stderr = &output, os.Stderr
		if err := command.Run(); err != nil {
			return nil, fmt.Errorf("launch %d: %w", i+1, err)
		}
		if err := json.Unmarshal(output.Bytes(), &launches[i]); err != nil {
			return nil, fmt.Errorf("launch %d: %w", i+1, err)
		}
	}
	return launches, nil
}

// runChild measures every chosen workload once and writes the results as JSON.
func runChild(ctx context.Context, chosen settings, output io.Writer) error {
	results := []result{}
	for _, workload := range workloads {
		if !chosen.only.MatchString(workload.name) {
			continue
		}
		fmt.Fprintln(os.Stderr, " ", workload.name)
		measured, err := workload.measure(ctx, chosen)
		if err != nil {
			return fmt.Errorf("%s: %w", workload.name, err)
		}
		for i := range measured {
			measured[i].Workload = workload.name
		}
		results = append(results, measured...)
	}
	return json.NewEncoder(output).Encode(results)
}
