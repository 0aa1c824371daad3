package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"
)

// A slot is a place for one process, which is started again whenever it ends.
type slot struct {
	index   int
	orders  orders
	folder  string
	program string
	proxy   *proxy // nil for SQLite
	ledger  *ledger
	clocks  time.Duration // how far the clock may be off
	random  *rand.Rand    // of the clock

	mutex   sync.Mutex
	truth   bool // whether the next process has the right time
	current *process
	closed  bool
	ended   sync.WaitGroup
}

// A process is one that runs.
type process struct {
	command *exec.Cmd
	input   io.Closer
	url     string
	log     string
	meant   string // how it is meant to end, guarded by the slot
	over    chan struct{}
}

// How a process may end.
const (
	endKilled  = "killed"
	endStopped = "stopped"
)

const (
	startPatience  = 30 * time.Second
	absentPatience = 2 * time.Minute
	stopPatience   = 90 * time.Second
)

// run keeps a process in the slot until it is closed.
func (s *slot) run(ctx context.Context) {
	defer s.ended.Done()
	absent := time.Now()
	for number := 1; ; number++ {
		if s.isClosed() || ctx.Err() != nil {
			return
		}
		p, err := s.start(ctx, number)
		if err != nil {
			s.ledger.count("processes that could not start")
			if time.Since(absent) > absentPatience {
				s.ledger.complain("process %d could not be started for %s: %s", s.index, absentPatience, err)
				absent = time.Now()
			}
			time.Sleep(200 * time.Millisecond)
			continue
		}
		s.put(p)
		err = p.command.Wait()
		s.put(nil)
		close(p.over)
		absent = time.Now()
		s.judge(p, err)
	}
}

func (s *slot) isClosed() bool {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.closed
}

func (s *slot) hasTruth() bool {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.truth
}

// setClock has the slot go on with a process that has the right time.
func (s *slot) setClock() {
	s.mutex.Lock()
	s.truth = true
	s.mutex.Unlock()
	s.end(endStopped)
}

func (s *slot) put(p *process) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.current = p
}

// get returns the process, nil if there is none at present.
func (s *slot) get() *process {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.current
}

func (s *slot) start(ctx context.Context, number int) (*process, error) {
	text, err := json.Marshal(s.orders)
	if err != nil {
		return nil, err
	}
	p := &process{
		command: exec.CommandContext(ctx, s.program),
		log:     filepath.Join(s.folder, fmt.Sprintf("process-%d-%03d.log", s.index, number)),
		over:    make(chan struct{}),
	}
	log, err := os.Create(p.log)
	if err != nil {
		return nil, err
	}
	defer log.Close()
	p.command.Env = append(os.Environ(), childVariable+"="+string(text))
	if s.clocks > 0 && !s.hasTruth() {
		p.command.Env = append(p.command.Env, clockVariable+"="+planOf(s.random, s.clocks))
	}
	p.command.Stderr = log
	output, err := p.command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if p.input, err = p.command.StdinPipe(); err != nil {
		return nil, err
	}
	if err := p.command.Start(); err != nil {
		return nil, err
	}
	late := time.AfterFunc(startPatience, func() { p.command.Process.Kill() })
	line, err := bufio.NewReader(output).ReadString('\n')
	late.Stop()
	if err != nil {
		p.command.Process.Kill()
		p.command.Wait()
		return nil, fmt.Errorf("see %s", p.log)
	}
	p.url = strings.TrimSpace(line)
	return p, nil
}

// judge looks at how a process has ended.
func (s *slot) judge(p *process, err error) {
	s.mutex.Lock()
	meant := p.meant
	s.mutex.Unlock()
	status, _ := p.command.ProcessState.Sys().(syscall.WaitStatus)
	switch {
	case meant == endKilled:
		s.ledger.count("processes killed")
	case status.Signaled() && status.Signal() == syscall.SIGKILL:
		s.ledger.count("processes ended by an event")
	case meant == endStopped && err == nil:
		s.ledger.count("processes stopped in order")
	default:
		s.ledger.complain("process %d ended by itself, or badly: %v; see %s", s.index, err, p.log)
	}
}

// end has the process end, and returns when it has.
func (s *slot) end(how string) {
	s.mutex.Lock()
	p := s.current
	if p != nil && p.meant != endKilled {
		p.meant = how
	}
	s.mutex.Unlock()
	if p == nil {
		return
	}
	if how == endKilled {
		p.command.Process.Kill()
		<-p.over
		return
	}
	p.command.Process.Signal(syscall.SIGTERM)
	select {
	case <-p.over:
	case <-time.After(stopPatience):
		s.ledger.complain("process %d did not stop within %s; see %s", s.index, stopPatience, p.log)
		s.end(endKilled)
	}
}

// suspend stops the process for a time, as a machine does that is overloaded.
func (s *slot) suspend(howLong time.Duration) {
	p := s.get()
	if p == nil {
		return
	}
	p.command.Process.Signal(syscall.SIGSTOP)
	select {
	case <-p.over:
	case <-time.After(howLong):
	}
	p.command.Process.Signal(syscall.SIGCONT)
}

// close ends the process for good.
func (s *slot) close(how string) {
	s.mutex.Lock()
	s.closed = true
	s.mutex.Unlock()
	s.end(how)
	s.ended.Wait()
}
