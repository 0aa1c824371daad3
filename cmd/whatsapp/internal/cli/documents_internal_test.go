package cli

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const guide = "../../../../docs/command.md"

// Every command line of the guide and of the help is one that the command
// takes: the commands and flags exist, and the arguments are as many as it
// wants.
func TestCommandLinesOfTheDocuments(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile(guide)
	require.NoError(t, err)
	lines := commandLines(string(content))
	require.Greater(t, len(lines), 25)
	eachCommand(newRoot(&shell{}), func(command *cobra.Command) { lines = append(lines, commandLines(command.Example)...) })
	for _, line := range lines {
		assert.NoError(t, accepts(line), line)
	}
}

func eachCommand(command *cobra.Command, visit func(command *cobra.Command)) {
	visit(command)
	for _, below := range command.Commands() {
		eachCommand(below, visit)
	}
}

// commandLines returns the lines of a text that call the command.
func commandLines(text string) []string {
	var lines []string
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		for part := range strings.SplitSeq(strings.ReplaceAll(line, " && ", " | "), " | ") {
			if strings.HasPrefix(part, "whatsapp ") {
				lines = append(lines, part)
			}
		}
	}
	return lines
}

// words splits a line as a shell does, as far as the documents need it.
func words(line string) []string {
	found := regexp.MustCompile(`(?:'[^']*'|\$\([^)]*\)|[^\s'$])+`).FindAllString(line, -1)
	for i := range found {
		found[i] = strings.ReplaceAll(found[i], "'", "")
	}
	return found
}

func accepts(line string) error {
	root := newRoot(&shell{})
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	command, args, err := root.Find(markNegatives(words(line)[1:]))
	if err != nil {
		return err
	}
	if err := command.ParseFlags(args); err != nil {
		return err
	}
	if !command.Runnable() {
		return fmt.Errorf("%q does nothing", command.CommandPath())
	}
	rest := command.Flags().Args()
	if command.HasSubCommands() && len(rest) > 0 {
		return fmt.Errorf("%q is not a command of %q", rest[0], command.CommandPath())
	}
	return command.ValidateArgs(rest)
}

// Every command has a short line without a full stop, and a test that has seen
// it: see the scripts.
func TestEveryCommandIsDescribedAndTried(t *testing.T) {
	t.Parallel()
	tried := ""
	files, err := os.ReadDir("testdata")
	require.NoError(t, err)
	for _, file := range files {
		if strings.HasSuffix(file.Name(), ".txtar") {
			content, err := os.ReadFile("testdata/" + file.Name())
			require.NoError(t, err)
			tried += string(content)
		}
	}
	// Those that scripts cannot try are tried by tests of their own.
	elsewhere := []string{"whatsapp otp", "whatsapp numbers verify"}
	eachCommand(newRoot(&shell{}), func(command *cobra.Command) {
		path := command.CommandPath()
		assert.NotEmpty(t, command.Short, path)
		assert.False(t, strings.HasSuffix(command.Short, "."), path)
		if command.HasSubCommands() || command.Run == nil && command.RunE == nil || slices.Contains(elsewhere, path) {
			return
		}
		called := regexp.MustCompile(`(?m)^(!? ?|start \S+ )` + regexp.QuoteMeta(path) + `( |$)`)
		started := regexp.MustCompile(`(?m)^start \S+ ` + regexp.QuoteMeta(strings.TrimPrefix(path, "whatsapp ")) + `( |$)`)
		assert.True(t, called.MatchString(tried) || started.MatchString(tried), "no script tries %q", path)
	})
}

// The guide has the exit codes of the help.
func TestTheGuideHasTheExitCodes(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile(guide)
	require.NoError(t, err)
	codes := func(text, form string) []int {
		var found []int
		for _, match := range regexp.MustCompile(form).FindAllStringSubmatch(text, -1) {
			code, err := strconv.Atoi(match[1])
			require.NoError(t, err)
			found = append(found, code)
		}
		return found
	}
	help := codes(exitCodesHelp, `(?m)^  (\d+)`)
	require.Equal(t, []int{
		exitOK, exitFailure, exitUsage, exitUnauthorized, exitPermission, exitNotFound, exitInvalid,
		exitLater, exitPolicy, exitUnknown, exitDrift, exitFindings, exitInterrupted,
	}, help)
	require.Equal(t, help, codes(string(content), `(?m)^\| (\d+) \|`))
}
