//go:build linux || darwin

package batch_test

import (
	"os"
	"os/signal"
	"strconv"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

const sizeVariable = "WHATSAPP_TEST_FILE_SIZE"

func init() { limitFiles = limitFileSize }

// limitFileSize limits the size of a child's files, so that one ends in the
// middle of an entry, as on a full disk.
func limitFileSize() error {
	limit, limited := os.LookupEnv(sizeVariable)
	if !limited {
		return nil
	}
	size, err := strconv.ParseUint(limit, 10, 64)
	if err != nil {
		return err
	}
	signal.Ignore(syscall.SIGXFSZ)
	return syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: size, Max: size})
}

// A full disk stops the batch, and the next run accounts for everything.
func TestSurvivesAFullDisk(t *testing.T) {
	t.Parallel()
	for _, size := range []int64{20, 1000, 2000} {
		t.Run(strconv.FormatInt(size, 10), func(t *testing.T) {
			t.Parallel()
			office := newDeadlyOffice(t)
			_, output, err := office.run(t, "never", 0, sizeVariable+"="+strconv.FormatInt(size, 10))
			require.Error(t, err)
			require.Contains(t, output, "batch: write the journal: ")
			require.Contains(t, output, "file too large")
			info, err := os.Stat(office.journal)
			require.NoError(t, err)
			require.Equal(t, size, info.Size(), "the last entry is cut off")
			office.resume(t)
		})
	}
}
