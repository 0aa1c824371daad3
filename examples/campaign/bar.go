package main

import (
	"fmt"
	"os"
	"strings"
	"time"
)

const barWidth = 40

// A bar shows the progress: on a terminal in one line, elsewhere in four.
type bar struct {
	total, done, shown int
	terminal           bool
}

func newBar(total int) *bar {
	info, err := os.Stdout.Stat()
	return &bar{total: max(1, total), terminal: err == nil && info.Mode()&os.ModeCharDevice != 0}
}

// show shows how many messages are done, if that makes a difference.
func (b *bar) show(done int) {
	b.done = done
	steps := 4
	if b.terminal {
		steps = 10 * barWidth
	}
	if step := steps * done / b.total; step > b.shown {
		b.shown = step
		b.draw()
	}
}

func (b *bar) draw() {
	filled := min(barWidth, barWidth*b.done/b.total)
	line := fmt.Sprintf("  [%s%s] %3d %%", strings.Repeat("#", filled), strings.Repeat(".", barWidth-filled), 100*b.done/b.total)
	if b.terminal {
		fmt.Print("\r" + line)
	} else {
		fmt.Println(line)
	}
}

// print prints a line above the bar.
func (b *bar) print(format string, arguments ...any) {
	if b.terminal {
		fmt.Print("\r" + strings.Repeat(" ", barWidth+12) + "\r")
	}
	fmt.Printf("  "+format+"\n", arguments...)
}

func (b *bar) end(took time.Duration) {
	if b.terminal {
		fmt.Println()
	}
	fmt.Printf("  took %s\n", took.Round(time.Millisecond))
}
