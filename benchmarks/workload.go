package main

import (
	"context"
	"errors"

	"github.com/wabakit/whatsapp/benchmarks/internal/abx"
)

// A workload is one kind of work that several implementations do.
type workload struct {
	name    string
	measure func(context.Context, settings) ([]result, error)
}

var workloads = []workload{
	{"GET", measureGet},
	{"POST, configure an automation", measurePost},
	{"POST, send a text", measureSend},
	{"batch, processor time", measureBatch},
	{"batch, journal with Sync", measureSync},
	{"GET, loopback, 16 goroutines", measureLoopback},
	{"TLS, HTTP/2, 64 goroutines", measureTLS(true)},
	{"TLS, HTTP/1.1, 64 goroutines", measureTLS(false)},
	{"walk of 10,000 items", measureWalk},
	{"upload of 64 MiB", measureUpload},
	{"verified download of 64 MiB", measureDownload(false)},
	{"verified download of 64 MiB, HTTP/2", measureDownload(true)},
	{"flaky reads, 30 %", measureFlaky},
	{"herd of 1,000", measureHerd},
	{"16 processes on one number", measureProcesses},
	{"GET, a phone number with all its fields", measurePhone},
	{"GET, an automation", measureAutomation},
	{"webhook, a text message", measureWebhook(textWebhook, 1, oneEvent)},
	{"webhook, a status", measureWebhook(statusWebhook, 1, oneEvent)},
	{"webhook, 1,000 statuses", measureWebhook(batchWebhook(1000), 1000, figures{Time: 0.36, Allocs: 4000})},
}

// errWrongAnswer prevents an implementation that skips the work from winning.
var errWrongAnswer = errors.New("the answer was not decoded")

// inMemory compares without connections, one operation at a time, relative to
// the first implementation. It counts processor time, in which other programs
// have less of a share.
func (s settings) inMemory(goals map[string]figures, implementations ...abx.Implementation) ([]result, error) {
	return s.compare(abx.Settings{Batch: s.batch, Goroutines: 1, Clock: processorTime}, goals, implementations)
}

// overConnections compares over sockets, with several goroutines.
func (s settings) overConnections(goroutines int, goals map[string]figures, implementations ...abx.Implementation) ([]result, error) {
	return s.compare(abx.Settings{Batch: 4 * s.batch, Goroutines: goroutines}, goals, implementations)
}

// rarely is for workloads whose operations are so long that every round takes a
// second.
func (s settings) rarely() settings {
	s.rounds = max(2, s.rounds/4)
	return s
}

func (s settings) compare(how abx.Settings, goals map[string]figures, implementations []abx.Implementation) ([]result, error) {
	how.Rounds = s.rounds
	measured, err := abx.Compare(how, implementations...)
	if err != nil {
		return nil, err
	}
	results := make([]result, len(measured))
	for i, m := range measured {
		results[i] = result{
			Implementation: m.Name,
			Figures:        figures{Time: m.Ratio, Allocs: m.Allocs, Bytes: m.Bytes},
			Goal:           goals[m.Name],
		}
		if results[i].Goal.BytesPart != 0 {
			results[i].Figures.BytesPart = m.Bytes / measured[0].Bytes
		}
	}
	return results, nil
}
