package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// clockVariable has the plan of a process's clock: "0s=-5s,7s=12s" is 5 seconds
// behind at first, and 12 seconds ahead from its seventh second on.
const clockVariable = "SOAK_CLOCK"

// nowMark is where package time has read the clock.
const nowMark = "func Now() Time {\n\tsec, nsec, mono := runtimeNow()\n"

// planned is added to package time. What is measured by the monotonic clock
// stays as it is, as when somebody sets the clock of a machine.
const planned = `
type clockJump struct{ at, seconds int64 }

var clockPlan = readClockPlan()

func readClockPlan() []clockJump {
	var plan []clockJump
	text, _ := syscall.Getenv("` + clockVariable + `")
	for begin, equals, i := 0, 0, 0; i <= len(text); i++ {
		if i < len(text) && text[i] == '=' {
			equals = i
		}
		if equals > begin && (i == len(text) || text[i] == ',') {
			at, _ := ParseDuration(text[begin:equals])
			by, _ := ParseDuration(text[equals+1 : i])
			plan = append(plan, clockJump{int64(at), int64(by / Second)})
			begin = i + 1
		}
	}
	return plan
}

func clockOffset(since int64) (seconds int64) {
	for _, jump := range clockPlan {
		if since >= jump.at {
			seconds = jump.seconds
		}
	}
	return seconds
}
`

// buildWithClocks builds this program once more, with clocks that can be set.
func buildWithClocks(ctx context.Context, folder string) (program string, err error) {
	module, err := os.ReadFile("go.mod")
	if err != nil || !bytes.Contains(module, []byte("\nmodule github.com/wabakit/whatsapp/soak\n")) {
		return "", errors.New("-clocks builds the program again: run it in its folder")
	}
	original, err := timeSource(ctx)
	if err != nil {
		return "", err
	}
	patched, err := withClockPlan(original)
	if err != nil {
		return "", err
	}
	replacement := filepath.Join(folder, "time.go")
	overlay, err := json.Marshal(map[string]any{"Replace": map[string]string{original: replacement}})
	if err != nil {
		return "", err
	}
	list := filepath.Join(folder, "overlay.json")
	if err := errors.Join(os.WriteFile(replacement, patched, 0o644), os.WriteFile(list, overlay, 0o644)); err != nil {
		return "", err
	}
	program = filepath.Join(folder, "soak-with-clocks")
	if said, err := exec.CommandContext(ctx, "go", "build", "-overlay", list, "-o", program, ".").CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %w: %s", err, said)
	}
	return program, nil
}

// timeSource is where package time reads the clock.
func timeSource(ctx context.Context) (string, error) {
	root, err := exec.CommandContext(ctx, "go", "env", "GOROOT").Output()
	if err != nil {
		return "", fmt.Errorf("go env GOROOT: %w", err)
	}
	return filepath.Join(string(bytes.TrimSpace(root)), "src", "time", "time.go"), nil
}

// withClockPlan returns the source of package time with a plan for its clock.
func withClockPlan(file string) ([]byte, error) {
	source, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	if bytes.Count(source, []byte(nowMark)) != 1 {
		return nil, fmt.Errorf("%s of this Go release reads the clock in another way", file)
	}
	source = bytes.Replace(source, []byte(nowMark), []byte(nowMark+"\tsec += clockOffset(mono - startNano)\n"), 1)
	source = bytes.Replace(source, []byte("import (\n"), []byte("import (\n\t\"syscall\"\n"), 1)
	return append(source, planned...), nil
}

// planOf makes a plan: off by any time up to the most, with jumps.
func planOf(random *rand.Rand, most time.Duration) string {
	off := func() time.Duration {
		return (time.Duration(random.Int64N(int64(2*most))) - most).Truncate(time.Second)
	}
	plan := fmt.Sprintf("0s=%s", off())
	for at := time.Duration(0); len(plan) < 200; {
		at += time.Duration(1+random.IntN(10)) * time.Second
		plan += fmt.Sprintf(",%s=%s", at, off())
	}
	return plan
}
