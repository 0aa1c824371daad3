package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/wabakit/whatsapp/graphtest"
)

// workerVariable is set for the processes that send.
const workerVariable = "CAMPAIGN_WORKER"

// work sends what others have enqueued, until the standard input ends: so it
// does not outlive the process that has started it.
func (c *campaign) work(ctx context.Context) error {
	s, err := c.open(ctx, c.Client.Messages)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, os.Stdin)
	return errors.Join(err, s.close()) //nolint:contextcheck // it stops also after an interrupt
}

// quickEnds is how often in a row a process may end within a second: something
// is wrong with it then, and not with what has ended it.
const quickEnds = 5

// supervise runs one process that sends, and another one when it ends.
func (c *campaign) supervise(ctx context.Context, environment []string) error {
	program, err := os.Executable()
	if err != nil {
		return err
	}
	for quick := 0; ctx.Err() == nil; {
		began := time.Now()
		child := exec.CommandContext(context.WithoutCancel(ctx), program, "-database", c.source, "-apply", //nolint:gosec // this program
			fmt.Sprint("-processes=", *processes), fmt.Sprint("-rate=", *rate))
		child.Env = append(append(os.Environ(), environment...), workerVariable+"=1")
		child.Stderr = os.Stderr
		input, err := child.StdinPipe()
		if err != nil {
			return err
		}
		if err := child.Start(); err != nil {
			return err
		}
		stop := context.AfterFunc(ctx, func() { input.Close() })
		err = child.Wait()
		stop()
		quick++
		if time.Since(began) > time.Second {
			quick = 0
		}
		if ctx.Err() == nil && quick == quickEnds {
			return fmt.Errorf("a process that sends ends at once: %w", err)
		}
	}
	return nil
}

// graph returns what other processes need to talk to the same Graph API: in
// memory it is served on a loopback port.
func (c *campaign) graph(ctx context.Context) (environment []string, stop func(), err error) {
	if !strings.HasPrefix(c.source, "postgres") {
		return nil, nil, errors.New(`several processes need PostgreSQL: set -database to "postgres://..."`)
	}
	if c.Server == nil {
		return nil, func() {}, nil
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, nil, err
	}
	server := &http.Server{Handler: c.Server, ReadHeaderTimeout: time.Minute}
	go server.Serve(listener)
	return []string{
		"WHATSAPP_ACCESS_TOKEN=" + graphtest.AccessToken,
		"WHATSAPP_BASE_URL=http://" + listener.Addr().String(),
		"WHATSAPP_PHONE_NUMBER_ID=" + c.from,
	}, func() { server.Close() }, nil
}
