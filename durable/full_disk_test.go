package durable_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/durable"
	"github.com/wabakit/whatsapp/webhook"
)

// smallDisk returns a folder on a disk of its own, which is in memory.
func smallDisk(t *testing.T) string {
	t.Helper()
	if runtime.GOOS != "linux" || os.Getuid() != 0 {
		t.Skip("only root can have a disk of its own, on Linux")
	}
	folder := t.TempDir()
	if said, err := exec.CommandContext(t.Context(), "mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", folder).CombinedOutput(); err != nil {
		t.Skipf("no disk can be mounted here: %s", said)
	}
	t.Cleanup(func() {
		require.NoError(t, exec.CommandContext(context.WithoutCancel(t.Context()), "umount", "-l", folder).Run())
	})
	return folder
}

// fill leaves no room on a disk, and returns what makes room again.
func fill(t *testing.T, folder string) (free func()) {
	t.Helper()
	ballast, err := os.Create(filepath.Join(folder, "ballast"))
	require.NoError(t, err)
	defer ballast.Close()
	for size := 1 << 20; size > 0; {
		if _, err := ballast.Write(make([]byte, size)); err != nil {
			require.ErrorIs(t, err, syscall.ENOSPC)
			size /= 2
		}
	}
	return func() { require.NoError(t, os.Remove(ballast.Name())) }
}

// A disk that is full: what was acknowledged is stored, what is not stored was
// refused, and with room again nothing is lost or happens twice.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	folder := smallDisk(t)
	synctest.Test(t, func(t *testing.T) {
		store, err := durable.Open(t.Context(), filepath.Join(folder, "test.db"), watchful)
		require.NoError(t, err)
		defer func() { // also if the test ends early
			_ = store.Stop(context.WithoutCancel(t.Context()))
			require.NoError(t, store.Close())
		}()
		var sent kept[string]
		outbox, err := store.NewOutbox(durable.OutboxConfig{Sender: senderFunc(func(_ context.Context, m whatsapp.Message) error {
			time.Sleep(50 * time.Millisecond)
			sent.add(m.Content.(whatsapp.Text).Body)
			return nil
		})})
		require.NoError(t, err)
		inbox, err := store.NewInbox(durable.InboxConfig{Webhook: childWebhook, Callback: func(ctx context.Context, e webhook.Event) error {
			id := e.(*webhook.MessageEvent).Message.ID
			_, err := outbox.Enqueue(ctx, durable.Outgoing{
				PhoneNumberID: childNumber, Key: id,
				Message: whatsapp.Message{To: "+" + e.(*webhook.MessageEvent).Message.From, Content: whatsapp.Text{Body: id}},
			})
			return err
		}})
		require.NoError(t, err)
		require.NoError(t, store.Start(t.Context()))

		const most, afterwards = 20_000, 100
		refused, written := map[int]int{}, 0
		write := func(number int) int {
			return post(inbox, childSecret, inbound(fmt.Sprintf("1555010%04d", number%50), fmt.Sprintf("wamid.%d", number)))
		}
		for ; written < 100; written++ {
			require.Equal(t, 200, write(written))
		}
		free := fill(t, folder)
		var again []int
		for ; written < most && len(again) < afterwards; written++ {
			if status := write(written); status != 200 {
				refused[status]++
				again = append(again, written)
			}
		}
		assert.Equal(t, map[int]int{500: afterwards}, refused)
		time.Sleep(10 * time.Second) // what is on its way waits for room
		free()
		time.Sleep(time.Minute)
		require.NoError(t, store.Check(t.Context()))
		for _, number := range again {
			require.Equal(t, 200, write(number))
		}
		time.Sleep(10 * time.Minute)
		stats, err := store.Stats(t.Context())
		require.NoError(t, err)
		assert.Equal(t, durable.Stats{}, stats)
		times := map[string]int{}
		for _, id := range sent.all() {
			times[id]++
		}
		assert.Len(t, times, written)
		for id, count := range times {
			assert.Equal(t, 1, count, "%s was sent %d times", id, count)
		}
	})
}
