package redisstore_test

import (
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/otp"
	"github.com/wabakit/whatsapp/otp/storetest"
	"github.com/wabakit/whatsapp/redisstore"
	"github.com/wabakit/whatsapp/webhook"
)

// newCluster starts a cluster of one server. Like any cluster, it refuses
// scripts whose keys are in several slots.
func newCluster(t *testing.T) *redis.ClusterClient {
	t.Helper()
	program, err := exec.LookPath("redis-server")
	if err != nil {
		t.Skip("redis-server is not installed")
	}
	port, err := freePort()
	require.NoError(t, err)
	address, stop, err := startServer(program, "--cluster-enabled", "yes", "--cluster-port", port)
	require.NoError(t, err)
	t.Cleanup(stop)

	server := redis.NewClient(&redis.Options{Addr: address})
	defer server.Close()
	require.NoError(t, server.ClusterAddSlotsRange(t.Context(), 0, 16383).Err())
	require.Eventually(t, func() bool {
		return strings.Contains(server.ClusterInfo(t.Context()).Val(), "cluster_state:ok")
	}, 20*time.Second, 10*time.Millisecond)

	client := redis.NewClusterClient(&redis.ClusterOptions{Addrs: []string{address}})
	t.Cleanup(func() { client.Close() })
	return client
}

func TestCluster(t *testing.T) {
	t.Parallel()
	client := newCluster(t)
	t.Run("passcodes", func(t *testing.T) {
		t.Parallel()
		storetest.Run(t, func(t *testing.T) otp.Store { return redisstore.NewPasscodes(client, newPrefix(t)) })
	})
	t.Run("events", func(t *testing.T) {
		t.Parallel()
		store := redisstore.NewEvents(client, newPrefix(t), 0)
		first := claim(t, store, time.Hour, webhook.ClaimStateClaimed)
		claim(t, store, time.Hour, webhook.ClaimStateInProgress)
		require.NoError(t, store.Complete(t.Context(), first, true))
		claim(t, store, time.Hour, webhook.ClaimStateAlreadyDone)
	})
}
