package browsertest_test

import (
	"os"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/require"
)

// Programs that know nothing of this module use the simulator with the
// standard libraries of their languages.
func TestPrograms(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ program, file string }{{"python3", "testdata/bot.py"}, {"node", "testdata/bot.mjs"}} {
		t.Run(tt.program, func(t *testing.T) {
			t.Parallel()
			path := installed(tt.program)
			if path == "" {
				skip(t, tt.program)
			}
			s := newSimulator(t)
			command := exec.CommandContext(t.Context(), path, tt.file)
			command.Env = append(os.Environ(), "SIMULATOR="+s.address)
			output, err := command.CombinedOutput()
			require.NoError(t, err, "%s", output)
			require.Contains(t, string(output), "all is well")
		})
	}
}
