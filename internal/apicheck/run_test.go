package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// repository makes one of two modules, with a changelog and no record.
func repository(t *testing.T) string {
	t.Helper()
	root := t.TempDir()
	write(t, root, "go.mod", "module shop.test\n\ngo 1.26\n")
	write(t, root, "shop.go", "package shop\n\nfunc Open() {}\n\nfunc Close() {}\n")
	write(t, root, "internal/till/till.go", "package till\n\nfunc Open() {}\n")
	write(t, root, "cmd/shop/main.go", "package main\n\nfunc main() {}\n")
	write(t, root, "testdata/go.mod", "not a module\n")
	write(t, root, "store/go.mod", "module shop.test/store\n\ngo 1.26\n")
	write(t, root, "store/disk/disk.go", "package disk\n\ntype Disk struct{}\n")
	write(t, root, "trial/go.mod", notReleased+": a trial.\nmodule shop.test/trial\n\ngo 1.26\n")
	write(t, root, "trial/trial.go", "package trial\n\nfunc Try() {}\n")
	write(t, root, "CHANGELOG.md", "# Changelog\n\n## Unreleased\n\n### Added\n\n- `Close`\n")
	return root
}

func write(t *testing.T, root, name, text string) {
	t.Helper()
	file := filepath.Join(root, name)
	require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
	require.NoError(t, os.WriteFile(file, []byte(text), 0o644))
}

func run(t *testing.T, job job) (string, error) {
	t.Helper()
	var out bytes.Buffer
	err := job.run(&out)
	return out.String(), err
}

func requireRun(t *testing.T, job job) {
	t.Helper()
	_, err := run(t, job)
	require.NoError(t, err)
}

func TestTheRecordCoversWhatCanBeImported(t *testing.T) {
	t.Parallel()
	root := repository(t)
	_, err := run(t, job{root: root})
	require.ErrorContains(t, err, "+ store/disk.txt: type Disk struct")
	require.ErrorContains(t, err, "go run ./internal/apicheck -write")

	requireRun(t, job{root: root, write: true})
	requireRun(t, job{root: root})
	recorded, err := readRecord(root)
	require.NoError(t, err)
	require.Equal(t, record{
		rootFile:         {"func Close()", "func Open()"},
		"store/disk.txt": {"type Disk struct", "type Disk struct, comparable"},
	}, recorded)
}

func TestABreakNeedsAnEntryInTheChangelog(t *testing.T) {
	t.Parallel()
	root := repository(t)
	requireRun(t, job{root: root, write: true})
	write(t, root, "shop.go", "package shop\n\nfunc Open() {}\n")
	require.NoError(t, os.Remove(filepath.Join(root, "store/disk/disk.go")))
	for _, job := range []job{{root: root}, {root: root, write: true}} {
		_, err := run(t, job)
		require.ErrorContains(t, err, "- whatsapp.txt: func Close()")
		require.ErrorContains(t, err, "- store/disk.txt: type Disk struct")
		require.ErrorContains(t, err, breaksHeading)
	}

	write(t, root, "CHANGELOG.md", "# Changelog\n\n## Unreleased\n\n"+breaksHeading+"\n\n- `Close()` and `disk.Disk` are gone.\n")
	_, err := run(t, job{root: root})
	require.ErrorContains(t, err, "is not as recorded")
	requireRun(t, job{root: root, write: true})
	requireRun(t, job{root: root})
	require.NoFileExists(t, filepath.Join(root, "api/store/disk.txt"))
}

func TestResetRecordsWhateverThereIs(t *testing.T) {
	t.Parallel()
	root := repository(t)
	requireRun(t, job{root: root, write: true})
	write(t, root, "shop.go", "package shop\n")
	requireRun(t, job{root: root, reset: true})
	requireRun(t, job{root: root})
	require.NoFileExists(t, filepath.Join(root, "api", rootFile))
}

func TestTheRecordIsComparedWithTheLastRelease(t *testing.T) {
	t.Parallel()
	root := repository(t)
	commit := func(tag string) {
		for _, arguments := range [][]string{{"add", "."}, {"commit", "-q", "-m", "x"}, {"tag", tag}} {
			command := exec.Command("git", append([]string{"-c", "user.name=x", "-c", "user.email=x@shop.test", "-c", "commit.gpgsign=false", "-c", "tag.gpgsign=false"}, arguments...)...)
			command.Dir = root
			output, err := command.CombinedOutput()
			require.NoError(t, err, "%s", output)
		}
	}
	_, err := git(root, "init", "-q")
	require.NoError(t, err)
	commit("v0.1.0")
	requireRun(t, job{root: root, write: true})
	out, err := run(t, job{root: root, base: "v0.1.0"})
	require.NoError(t, err)
	require.Contains(t, out, "v0.1.0 has no record")
	commit("v0.2.0")

	write(t, root, "shop.go", "package shop\n\nfunc Open() {}\n")
	requireRun(t, job{root: root, reset: true})
	_, err = run(t, job{root: root, base: "v0.2.0"})
	require.ErrorContains(t, err, "since v0.2.0, the public API breaks")
	require.ErrorContains(t, err, "- whatsapp.txt: func Close()")

	const entry = breaksHeading + "\n\n- `Close` is gone.\n\n"
	write(t, root, "CHANGELOG.md", "## Unreleased\n\n## [0.2.0]\n\n"+entry)
	_, err = run(t, job{root: root, base: "v0.2.0"})
	require.ErrorContains(t, err, "since v0.2.0", "an entry of what is released already")
	write(t, root, "CHANGELOG.md", "## Unreleased\n\n## [0.3.0]\n\n"+entry+"## [0.2.0]\n")
	requireRun(t, job{root: root, base: "v0.2.0"})

	_, err = run(t, job{root: root, base: "v9"})
	require.ErrorContains(t, err, "git ls-tree")
}

func TestAPackageThatDoesNotBuild(t *testing.T) {
	t.Parallel()
	root := repository(t)
	write(t, root, "shop.go", "package shop\n\nfunc Open() { undefined() }\n")
	_, err := run(t, job{root: root})
	require.ErrorContains(t, err, "undefined")
}
