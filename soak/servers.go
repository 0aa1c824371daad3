package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"
)

// freePort returns a port that nobody listens on.
func freePort() (int, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port, nil
}

// A postgresServer is a cluster of our own.
type postgresServer struct {
	programs, folder string
	port             int
}

func (p *postgresServer) address() string { return fmt.Sprintf("127.0.0.1:%d", p.port) }

// startPostgres makes a cluster and starts it.
func startPostgres(ctx context.Context, folder string) (*postgresServer, error) {
	programs, err := postgresPrograms()
	if err != nil {
		return nil, err
	}
	p := &postgresServer{programs: programs, folder: folder}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, err
	}
	if err := giveToPostgres(folder); err != nil {
		return nil, err
	}
	if err := p.run(ctx, "initdb", "-D", p.data(), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"); err != nil {
		return nil, err
	}
	for range 5 { // another program may take the port meanwhile
		if p.port, err = freePort(); err != nil {
			return nil, err
		}
		if err = p.start(ctx); err == nil {
			return p, nil
		}
	}
	return nil, err
}

// postgresPrograms is the folder of the newest version that Debian or the path
// has.
func postgresPrograms() (string, error) {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if len(found) > 0 {
		slices.SortFunc(found, func(a, b string) int { return postgresVersion(a) - postgresVersion(b) })
		return filepath.Dir(found[len(found)-1]), nil
	}
	program, err := exec.LookPath("initdb")
	if err != nil {
		return "", errors.New("PostgreSQL is not installed; install it, or give -postgres, or -engine sqlite")
	}
	return filepath.Dir(program), nil
}

func postgresVersion(initdb string) int {
	version, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(initdb))))
	return version
}

// giveToPostgres makes the folder that of the user under whom PostgreSQL runs,
// since it refuses to run as root.
func giveToPostgres(folder string) error {
	if os.Getuid() != 0 {
		return nil
	}
	owner, err := user.Lookup("postgres")
	if err != nil {
		return err
	}
	uid, err := strconv.Atoi(owner.Uid)
	if err != nil {
		return err
	}
	return os.Chown(folder, uid, -1)
}

func (p *postgresServer) data() string { return filepath.Join(p.folder, "data") }

func (p *postgresServer) run(ctx context.Context, program string, arguments ...string) error {
	name := filepath.Join(p.programs, program)
	if os.Getuid() == 0 {
		arguments = append([]string{"-u", "postgres", "--", name}, arguments...)
		name = "runuser"
	}
	command := exec.CommandContext(ctx, name, arguments...)
	command.Dir = p.folder
	said, err := os.OpenFile(filepath.Join(p.folder, "said"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	defer said.Close()
	command.Stdout, command.Stderr = said, said
	if err := command.Run(); err != nil {
		return fmt.Errorf("%s: %w; see %s", program, err, said.Name())
	}
	return nil
}

func (p *postgresServer) start(ctx context.Context) error {
	return p.run(ctx, "pg_ctl", "-D", p.data(), "-w", "-s", "-l", filepath.Join(p.folder, "log"),
		"-o", fmt.Sprintf("-p %d -h 127.0.0.1 -k %s -c max_connections=200", p.port, p.folder), "start")
}

// stop ends it as a crash would.
func (p *postgresServer) stop(ctx context.Context) error {
	return p.run(ctx, "pg_ctl", "-D", p.data(), "-s", "-w", "-m", "immediate", "stop")
}

// A redisServer is one of our own, which keeps nothing.
type redisServer struct {
	port    int
	command *exec.Cmd
}

func (r *redisServer) address() string { return fmt.Sprintf("127.0.0.1:%d", r.port) }

// startRedis returns nil if there is none.
func startRedis(ctx context.Context) (*redisServer, error) {
	if _, err := exec.LookPath("redis-server"); err != nil {
		return nil, nil //nolint:nilerr // the soak does without
	}
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	r := &redisServer{port: port}
	return r, r.start(ctx)
}

func (r *redisServer) start(ctx context.Context) error {
	r.command = exec.Command("redis-server", "--bind", "127.0.0.1", "--port", strconv.Itoa(r.port), "--save", "", "--appendonly", "no")
	if err := r.command.Start(); err != nil {
		return err
	}
	client := redis.NewClient(&redis.Options{Addr: r.address()})
	defer client.Close()
	var err error
	for range 200 {
		if err = client.Ping(ctx).Err(); err == nil {
			return nil
		}
		time.Sleep(20 * time.Millisecond)
	}
	r.stop()
	return err
}

func (r *redisServer) stop() {
	r.command.Process.Kill()
	r.command.Wait()
}
