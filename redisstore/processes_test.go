package redisstore_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/otp"
	"github.com/wabakit/whatsapp/redisstore"
)

// childVariable tells the test program to run as a child and do a job.
const childVariable = "REDISSTORE_TEST_CHILD"

const (
	children      = 2
	callsPerChild = 100
	number        = "+15550100"
)

var key = []byte("0123456789abcdef0123456789abcdef")

// A job is what a child does as fast as it can: verify a code or, without one,
// send and resend.
type job struct {
	Address, Prefix, Code string
}

// An outcome counts the results of the calls of one child, or of all.
type outcome map[string]int

// Two processes guess at one code at the same time.
func TestProcessesGuess(t *testing.T) {
	t.Parallel()
	prefix, code := sendFrom(t)
	wrong := string('0'+(code[0]-'0'+1)%10) + code[1:]
	require.Equal(t, outcome{
		otp.ErrCodeWrong.Error():      otp.DefaultMaxGuesses,
		otp.ErrTooManyGuesses.Error(): children*callsPerChild - otp.DefaultMaxGuesses,
	}, inChildren(t, job{address, prefix, wrong}))
}

// Two processes use one code at the same time.
func TestProcessesLogIn(t *testing.T) {
	t.Parallel()
	prefix, code := sendFrom(t)
	result := inChildren(t, job{address, prefix, code})
	require.Equal(t, 1, result["ok"], "%v", result)
	require.Equal(t, children*callsPerChild-1, result[otp.ErrTooManyGuesses.Error()]+result[otp.ErrExpired.Error()], "%v", result)
}

// Two processes send and resend to one number at the same time.
func TestProcessesSend(t *testing.T) {
	t.Parallel()
	newClient(t)
	require.Equal(t, outcome{
		"sent":                     otp.DefaultMaxResends + 1,
		"ok":                       otp.DefaultMaxResends + 1,
		otp.ErrRateLimited.Error(): children*callsPerChild - otp.DefaultMaxResends - 1,
	}, inChildren(t, job{Address: address, Prefix: newPrefix(t)}))
}

// sendFrom sends a code from this process.
func sendFrom(t *testing.T) (prefix, code string) {
	t.Helper()
	client, prefix := newClient(t), newPrefix(t)
	service, err := otp.New(otp.Config{
		Key: key, Store: redisstore.NewPasscodes(client, prefix),
		Sender: otp.SenderFunc(func(_ context.Context, _, given string) error { code = given; return nil }),
	})
	require.NoError(t, err)
	require.NoError(t, service.Send(t.Context(), number))
	return prefix, code
}

// inChildren does a job in several processes at the same time.
func inChildren(t *testing.T, job job) outcome {
	t.Helper()
	encoded, err := json.Marshal(job)
	require.NoError(t, err)
	program, err := os.Executable()
	require.NoError(t, err)

	var starts []io.WriteCloser
	var outputs []*bufio.Reader
	for range children {
		child := exec.CommandContext(t.Context(), program)
		child.Env = append(os.Environ(), childVariable+"="+string(encoded))
		child.Stderr = os.Stderr
		start, err := child.StdinPipe()
		require.NoError(t, err)
		output, err := child.StdoutPipe()
		require.NoError(t, err)
		require.NoError(t, child.Start())
		t.Cleanup(func() { child.Wait() })
		starts, outputs = append(starts, start), append(outputs, bufio.NewReader(output))
	}
	for _, output := range outputs {
		ready, err := output.ReadString('\n')
		require.NoError(t, err)
		require.Equal(t, "ready\n", ready)
	}
	for _, start := range starts {
		require.NoError(t, start.Close())
	}
	sum := outcome{}
	for _, output := range outputs {
		var result outcome
		require.NoError(t, json.NewDecoder(output).Decode(&result))
		for name, count := range result {
			sum[name] += count
		}
	}
	return sum
}

// runChild is the main function of a child. It reports when it is ready, starts
// when its input ends, and writes its outcome.
func runChild() int {
	var job job
	if err := json.Unmarshal([]byte(os.Getenv(childVariable)), &job); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	client := redis.NewClient(&redis.Options{Addr: job.Address})
	defer client.Close()
	var sent atomic.Int64
	service, err := otp.New(otp.Config{
		Key: key, Store: redisstore.NewPasscodes(client, job.Prefix),
		Sender: otp.SenderFunc(func(context.Context, string, string) error { sent.Add(1); return nil }),
	})
	if err != nil || client.Ping(context.Background()).Err() != nil {
		fmt.Fprintln(os.Stderr, "the child cannot start:", err)
		return 1
	}
	fmt.Fprintln(os.Stdout, "ready")
	io.Copy(io.Discard, os.Stdin)

	result := outcome{}
	for err := range atOnce(service, job.Code) {
		result[nameOf(err)]++
	}
	if count := int(sent.Load()); count > 0 {
		result["sent"] = count
	}
	json.NewEncoder(os.Stdout).Encode(result)
	return 0
}

// atOnce makes all calls of a child at the same time.
func atOnce(service *otp.Service, code string) <-chan error {
	results := make(chan error, callsPerChild)
	var group sync.WaitGroup
	for i := range callsPerChild {
		group.Go(func() { results <- call(service, code, i) })
	}
	group.Wait()
	close(results)
	return results
}

func call(service *otp.Service, code string, i int) error {
	ctx := context.Background()
	switch {
	case code != "":
		_, err := service.Verify(ctx, number, code)
		return err
	case i%2 == 0:
		return service.Send(ctx, number)
	}
	return service.Resend(ctx, number)
}

func nameOf(err error) string {
	switch {
	case err == nil:
		return "ok"
	case errors.Is(err, otp.ErrRateLimited):
		return otp.ErrRateLimited.Error()
	}
	return err.Error()
}
