package cli

import "testing"

func TestOpeningTheBrowser(t *testing.T) {
	t.Parallel()
	for system, want := range map[string]string{"linux": "xdg-open", "darwin": "open", "windows": "rundll32"} {
		line := browser(system, "http://127.0.0.1:8480")
		if line[0] != want || line[len(line)-1] != "http://127.0.0.1:8480" {
			t.Errorf("on %s: %q", system, line)
		}
	}
}

func TestAssignments(t *testing.T) {
	t.Parallel()
	for system, want := range map[string]string{"linux": "export NAME=value", "windows": "$env:NAME = 'value'"} {
		if got := assignment(system, "NAME", "value"); got != want {
			t.Errorf("on %s: %s; want %s", system, got, want)
		}
	}
}
