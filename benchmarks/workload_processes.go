package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/redisstore"
)

const (
	sharing          = 16 // processes on one number
	sendersOfProcess = 4
	sharedThroughput = whatsapp.StandardThroughput
	sharedFor        = 20 * time.Second
	settlingTime     = time.Second // before and after the time that counts
)

// measureProcesses sends from one number with 16 clients that know nothing of
// each other, as 16 processes do, through an emulator that refuses what exceeds
// the throughput. An answer takes between 50 and 150 milliseconds.
func measureProcesses(ctx context.Context, s settings) ([]result, error) {
	span := sharedFor
	if s.quick {
		span = time.Second
	}
	var results []result
	without, err := shareNumber(ctx, span, func(int) whatsapp.Limiter { return nil })
	if err != nil {
		return nil, err
	}
	results = append(results, result{Implementation: "whatsapp, no limiter", Figures: without})
	alone, err := shareNumber(ctx, span, func(int) whatsapp.Limiter { return whatsapp.NewLimiter(whatsapp.LimiterOptions{}) })
	if err != nil {
		return nil, err
	}
	results = append(results, result{Implementation: "whatsapp, a local limiter in each", Figures: alone})
	address, stop, err := startRedis(ctx)
	if err != nil {
		fmt.Fprintln(os.Stderr, "benchmarks: a shared limiter is not measured:", err)
		return results, nil
	}
	defer stop()
	shared, err := shareNumber(ctx, span, func(int) whatsapp.Limiter {
		client := redis.NewClient(&redis.Options{Addr: address, ContextTimeoutEnabled: true})
		client.Ping(ctx) // as a program does that begins
		context.AfterFunc(ctx, func() { client.Close() })
		return redisstore.NewLimiter(client, redisstore.LimiterOptions{Processes: sharing})
	})
	return append(results, result{
		Implementation: "whatsapp, the limiter of redisstore", Figures: shared, Goal: figures{Refused: 1, Used: 95},
	}), err
}

// shareNumber returns which part of the attempts was refused and which part of
// the throughput was used, in percent.
func shareNumber(ctx context.Context, span time.Duration, limiter func(process int) whatsapp.Limiter) (figures, error) {
	server := graphtest.New(graphtest.WithThroughput(sharedThroughput), graphtest.WithHistory(1))
	var refused, accepted atomic.Int64
	from := time.Now().Add(settlingTime)
	observer := whatsapp.Observer{AttemptDone: func(_ context.Context, attempt whatsapp.AttemptInfo) {
		switch since := time.Since(from); {
		case since < 0, since > span:
		case attempt.Err == nil:
			accepted.Add(1)
		case errors.Is(attempt.Err, whatsapp.ErrRateLimited):
			refused.Add(1)
		}
	}}
	ctx, cancel := context.WithTimeout(ctx, 2*settlingTime+span)
	defer cancel()
	var group sync.WaitGroup
	for process := range sharing {
		client, err := whatsapp.NewClient(graphtest.AccessToken, whatsapp.WithHTTPClient(&http.Client{Transport: distant{server.Client().Transport}}),
			whatsapp.WithLimiter(limiter(process)), whatsapp.WithObserver(observer))
		if err != nil {
			return figures{}, err
		}
		for sender := range sendersOfProcess {
			group.Go(func() {
				for i := 0; ctx.Err() == nil; i++ {
					to := fmt.Sprintf("+1555%02d%d%05d", process, sender, i)
					_, err := client.Messages.SendText(ctx, graphtest.PhoneNumberID, to, messageText)
					if _, late := errors.AsType[*whatsapp.PaceError](err); late {
						return // the end is near; other failures show in the figures
					}
				}
			})
		}
	}
	group.Wait()
	if accepted.Load() == 0 {
		return figures{}, errors.New("no message was accepted")
	}
	return figures{
		Refused: 100 * float64(refused.Load()) / float64(refused.Load()+accepted.Load()),
		Used:    100 * float64(accepted.Load()) / (sharedThroughput * span.Seconds()),
	}, nil
}

// A distant server is some way off.
type distant struct{ server http.RoundTripper }

// RoundTrip takes as long before the server as after it.
func (d distant) RoundTrip(request *http.Request) (*http.Response, error) {
	way := 25*time.Millisecond + time.Duration(rand.Float64()*float64(50*time.Millisecond))
	time.Sleep(way)
	response, err := d.server.RoundTrip(request)
	time.Sleep(way)
	return response, err
}

// startRedis starts a server on a free loopback port.
func startRedis(ctx context.Context) (address string, stop func(), err error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	address = listener.Addr().String()
	listener.Close()
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		return "", nil, err
	}
	server := exec.CommandContext(ctx, "redis-server", "--bind", "127.0.0.1", "--port", port, "--save", "", "--appendonly", "no")
	if err := server.Start(); err != nil {
		return "", nil, err
	}
	stop = func() {
		server.Process.Kill()
		server.Wait()
	}
	client := redis.NewClient(&redis.Options{Addr: address})
	defer client.Close()
	for range 200 {
		if err = client.Ping(ctx).Err(); err == nil {
			return address, stop, nil
		}
		time.Sleep(20 * time.Millisecond)
	}
	stop()
	return "", nil, err
}
