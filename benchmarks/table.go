package main

import (
	"fmt"
	"io"
	"math"
	"runtime"
	"strings"
	"text/tabwriter"
)

// printTable prints the results next to the goals.
func printTable(output io.Writer, results []result) error {
	fmt.Fprintf(output, "%s, %d cores; time and bytes are relative to raw, net/http with encoding/json\n\n", runtime.Version(), runtime.NumCPU())
	table := tabwriter.NewWriter(output, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "WORKLOAD\tIMPLEMENTATION\tTIME\tSPREAD\tALLOCS/OP\tBYTES/OP\tOUTCOME\tGOAL\t")
	previous := ""
	for _, row := range results {
		workload := row.Workload
		if workload == previous {
			workload = ""
		}
		previous = row.Workload
		fmt.Fprintln(table, strings.Join([]string{
			workload, row.Implementation, ratio(row.Figures.Time), spread(row.Spread),
			count(row.Figures.Allocs), count(row.Figures.Bytes), outcome(row.Figures),
			goalText(row.Goal), verdict(row),
		}, "\t"))
	}
	return table.Flush()
}

func ratio(value float64) string {
	if value == 0 {
		return "-"
	}
	return fmt.Sprintf("%.2f", value)
}

func spread(span [2]float64) string {
	if span[1] == 0 {
		return "-"
	}
	return fmt.Sprintf("%.2f-%.2f", span[0], span[1])
}

func count(value float64) string {
	if value == 0 {
		return "-"
	}
	return fmt.Sprintf("%.0f", value)
}

// outcome describes the figures other than time and memory per operation.
func outcome(f figures) string {
	var parts []string
	if f.BytesPart != 0 {
		parts = append(parts, fmt.Sprintf("%.2f of raw's bytes", f.BytesPart))
	}
	if f.Held != 0 {
		parts = append(parts, fmt.Sprintf("holds %.0f KiB", f.Held))
	}
	if f.Succeeded != 0 {
		parts = append(parts, fmt.Sprintf("%.2f%% succeed", f.Succeeded))
	}
	if f.Attempts != 0 {
		parts = append(parts, fmt.Sprintf("%.3f attempts each", f.Attempts))
	}
	if f.Peak != 0 {
		parts = append(parts, fmt.Sprintf("peak %.0f in 10 ms", f.Peak))
	}
	if f.PeakPart != 0 {
		parts = append(parts, fmt.Sprintf("%.3f of unjittered", f.PeakPart))
	}
	if f.Used != 0 {
		parts = append(parts, fmt.Sprintf("%.2f%% refused, %.1f%% of the limit used", f.Refused, f.Used))
	}
	if len(parts) == 0 {
		return "-"
	}
	return strings.Join(parts, ", ")
}

// limits pairs each figure with its goal. Times are compared with two decimals,
// as they are printed: the third is noise.
func limits(measured, goal figures) []limit {
	return []limit{
		{"time", "%.2f", math.Round(measured.Time*100) / 100, goal.Time},
		{"allocs", "%.0f", math.Round(measured.Allocs), goal.Allocs},
		{"bytes", "%.2f", measured.BytesPart, goal.BytesPart},
		{"KiB held", "%.0f", measured.Held, goal.Held},
		{"attempts", "%.2f", measured.Attempts, goal.Attempts},
		{"peak", "%.3f", measured.PeakPart, goal.PeakPart},
		{"refused", "%.0f%%", measured.Refused, goal.Refused},
	}
}

type limit struct {
	name, format   string
	measured, most float64
}

func goalText(goal figures) string {
	var parts []string
	for _, limit := range limits(figures{}, goal) {
		if limit.most != 0 {
			parts = append(parts, limit.name+" "+fmt.Sprintf(limit.format, limit.most))
		}
	}
	if goal.Succeeded != 0 {
		parts = append(parts, fmt.Sprintf("succeed %.1f%%", goal.Succeeded))
	}
	if goal.Used != 0 {
		parts = append(parts, fmt.Sprintf("used %.0f%%", goal.Used))
	}
	if len(parts) == 0 {
		return "-"
	}
	return strings.Join(parts, ", ")
}

// verdict compares a row with its goal and names the figures that miss it.
func verdict(row result) string {
	if row.Goal == (figures{}) {
		return ""
	}
	var missed []string
	for _, limit := range limits(row.Figures, row.Goal) {
		if limit.most != 0 && limit.measured > limit.most {
			missed = append(missed, limit.name)
		}
	}
	if row.Figures.Succeeded < row.Goal.Succeeded {
		missed = append(missed, "succeed")
	}
	if row.Figures.Used < row.Goal.Used {
		missed = append(missed, "used")
	}
	if len(missed) == 0 {
		return "meets"
	}
	return "misses " + strings.Join(missed, ", ")
}
