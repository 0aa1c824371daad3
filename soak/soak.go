package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/wabakit/whatsapp/durable"
)

// A run is one soak.
type run struct {
	settings

	out    io.Writer
	folder string
	ledger *ledger
	graph  *graph
	meta   *meta
	storm  *storm
	slots  []*slot
	source string // of the database, without a proxy
	target string // the address of its server
	shown  *httptest.Server
	pace   []pace
	right  bool // whether nothing was found
	began  time.Time
	undo   []func()
}

// soak runs everything, and returns what is wrong.
func soak(ctx context.Context, s settings, out io.Writer) ([]string, error) {
	r := &run{settings: s, out: out, ledger: newLedger(), began: time.Now()}
	defer r.cleanUp()
	if err := r.prepare(ctx); err != nil {
		return nil, err
	}
	fmt.Fprintf(out, "seed %d, %s, %d processes, %d messages a second; logs and data in %s\n", s.seed, s.engine, s.processes, s.throughput, r.folder)
	r.work(ctx)
	if ctx.Err() != nil {
		return nil, errors.New("interrupted; the folder stays: " + r.folder)
	}
	kept, err := r.read(ctx)
	if err != nil {
		return nil, err
	}
	found := append(newAudit(r.ledger, kept).run(), r.complaints()...)
	found = append(found, r.judgePace()...)
	r.print(kept)
	if len(found) == 0 {
		fmt.Fprintln(out, "every event and every message is accounted for")
		r.right = true
		return nil, nil
	}
	const most = 50
	for _, wrong := range found[:min(len(found), most)] {
		fmt.Fprintln(out, complaintMark+wrong)
	}
	if r.storm.disk != nil {
		r.storm.disk.save(r.folder)
	}
	fmt.Fprintf(out, "%d things are wrong with seed %d; logs and data are in %s\nrun it again with\n\t%s\n", len(found), s.seed, r.folder, s.command())
	return found, nil
}

// prepare starts everything but the processes.
func (r *run) prepare(ctx context.Context) error {
	if err := r.makeFolder(); err != nil {
		return err
	}
	r.graph = newGraph(r.settings, r.ledger)
	r.shown = httptest.NewServer(r.graph)
	r.undo = append(r.undo, r.shown.Close)
	enabled := map[string]bool{}
	for _, name := range r.faultList() {
		enabled[name] = true
	}
	r.storm = &storm{
		ledger: r.ledger, enabled: enabled, busy: map[*slot]bool{}, random: rand.New(rand.NewPCG(r.seed, 0)),
	}
	open := r.openPostgres
	if r.engine == engineSQLite {
		open = r.openSQLite
	}
	if err := open(ctx); err != nil {
		return err
	}
	if r.processes > 1 {
		server, err := startRedis(ctx)
		if err != nil {
			return err
		}
		if r.storm.redis = server; server != nil {
			r.undo = append(r.undo, server.stop)
		} else {
			fmt.Fprintln(r.out, "redis-server is not installed: each process has a limiter of its own, with its share")
		}
	}
	if err := r.makeSlots(ctx); err != nil {
		return err
	}
	return r.makeTables(ctx)
}

func (r *run) makeFolder() error {
	if r.settings.folder != "" {
		r.folder = r.settings.folder
		return os.Mkdir(r.folder, 0o711)
	}
	var err error
	if r.folder, err = os.MkdirTemp("", "soak-"); err != nil {
		return err
	}
	return os.Chmod(r.folder, 0o711) // PostgreSQL goes through it
}

func (r *run) openPostgres(ctx context.Context) error {
	if r.postgres != "" {
		r.source = r.postgres
		address, err := addressOf(r.postgres)
		r.target = address
		return err
	}
	server, err := startPostgres(ctx, filepath.Join(r.folder, "postgresql"))
	if err != nil {
		return err
	}
	r.undo = append(r.undo, func() { server.stop(context.WithoutCancel(ctx)) })
	r.storm.postgres, r.target = server, server.address()
	r.source = "postgres://postgres@" + server.address() + "/postgres?sslmode=disable"
	return nil
}

func (r *run) openSQLite(context.Context) error {
	folder := filepath.Join(r.folder, "disk")
	if r.storm.enabled["disk"] {
		small, err := mountDisk(folder, r.disk)
		if err == nil {
			r.storm.disk = small
			r.undo = append(r.undo, func() { small.unmount() })
		} else {
			fmt.Fprintln(r.out, "the disk does not run full:", err)
		}
	}
	r.source = filepath.Join(folder, "soak.db")
	return os.MkdirAll(folder, 0o700)
}

func (r *run) makeSlots(ctx context.Context) error {
	program, err := os.Executable()
	if r.clocks > 0 && err == nil {
		program, err = buildWithClocks(ctx, r.folder)
	}
	if err != nil {
		return err
	}
	for index := range r.processes {
		s := &slot{index: index, folder: r.folder, program: program, ledger: r.ledger, clocks: r.clocks, random: rand.New(rand.NewPCG(r.seed, uint64(1000+index))), orders: orders{
			Source: r.source, Graph: r.shown.URL, Processes: r.processes, Throughput: r.throughput, Postgres: r.engine == enginePostgres,
		}}
		if r.storm.redis != nil {
			s.orders.Redis = r.storm.redis.address()
		}
		if r.engine == enginePostgres {
			between, err := newProxy(r.target)
			if err != nil {
				return err
			}
			r.undo = append(r.undo, between.close)
			s.proxy = between
			if s.orders.Source, err = throughProxy(r.source, between.address()); err != nil {
				return err
			}
		}
		r.slots = append(r.slots, s)
	}
	r.storm.slots = r.slots
	r.meta = newMeta(r.ledger, r.slots)
	r.meta.graph, r.graph.meta = r.graph, r.meta
	return nil
}

func (r *run) makeTables(ctx context.Context) error {
	store, err := durable.Open(ctx, r.source, durable.Options{})
	if err != nil {
		return err
	}
	defer store.Close()
	_, err = store.DB().ExecContext(ctx, "CREATE TABLE soak_effects (event TEXT NOT NULL)")
	return err
}

func (r *run) cleanUp() {
	for _, s := range r.slots {
		s.close(endKilled)
	}
	for _, undo := range slices.Backward(r.undo) {
		undo()
	}
	if r.right && !r.keep {
		os.RemoveAll(r.folder)
	}
}

// work has the processes work for the time, and then until all is done.
func (r *run) work(ctx context.Context) {
	for _, s := range r.slots {
		s.ended.Add(1)
		go s.run(ctx)
	}
	delivering, stopDelivering := context.WithCancel(ctx)
	writing, stopWriting := context.WithCancel(ctx)
	progress, stopProgress := context.WithCancel(ctx)
	var deliveries, traffics, reports sync.WaitGroup
	r.meta.run(delivering, &deliveries)
	writers := &traffic{meta: r.meta, ledger: r.ledger, seed: r.seed, backlog: r.backlog, poisons: r.storm.enabled[faultPoison] && !r.isCalm()}
	writers.run(writing, &traffics)
	reports.Go(func() { r.report(progress) })

	r.weather(ctx)
	stopWriting()
	traffics.Wait()
	if !r.rest(ctx) && ctx.Err() == nil {
		r.ledger.complain("it never came to rest")
	}
	stopDelivering()
	deliveries.Wait()
	stopProgress()
	reports.Wait()
	how := endStopped
	if ctx.Err() != nil {
		how = endKilled
	}
	for _, s := range r.slots {
		s.close(how)
	}
}

// weather has calm times and storms take turns. It begins and ends calm.
func (r *run) weather(ctx context.Context) {
	end := time.Now().Add(r.lasts)
	for ctx.Err() == nil {
		calm := r.calm
		if r.isCalm() || time.Until(end) < r.calm+r.calm/2 {
			calm = time.Until(end)
		}
		r.measure(ctx, calm)
		left := time.Until(end)
		if left <= 0 {
			return
		}
		storm := min(r.settings.storm, max(left-r.calm, left/2))
		stormy, over := context.WithTimeout(ctx, storm)
		r.graph.weather.Store(r.storm.enabled[faultDrop])
		r.storm.run(stormy)
		r.graph.weather.Store(false)
		over()
	}
}

// isCalm reports whether nothing breaks in the whole run.
func (r *run) isCalm() bool { return r.settings.storm <= 0 }

// rest waits until there is nothing left to do.
func (r *run) rest(ctx context.Context) bool {
	if r.clocks > 0 {
		for _, s := range r.slots {
			s.setClock()
		}
		// What was stored with a clock that was ahead waits for its time.
		sleep(ctx, 2*r.clocks+recovery)
	}
	quiet := 0
	for end := time.Now().Add(r.settle); quiet < 5; {
		if !sleep(ctx, 200*time.Millisecond) || time.Now().After(end) {
			return false
		}
		var stats durable.Stats
		_, err := r.meta.ask(ctx, "/stats", request{}, &stats)
		if err == nil && stats.Events+stats.Due+stats.Sending+r.meta.left() == 0 {
			quiet++
		} else {
			quiet = 0
		}
	}
	return true
}
