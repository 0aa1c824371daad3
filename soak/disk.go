package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
)

// A disk is a small one, in memory, that can be filled up.
type disk struct{ folder string }

// mountDisk needs root, and Linux.
func mountDisk(folder, size string) (*disk, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	if said, err := exec.Command("mount", "-t", "tmpfs", "-o", "size="+size, "tmpfs", folder).CombinedOutput(); err != nil {
		return nil, fmt.Errorf("mount: %w: %s", err, said)
	}
	return &disk{folder}, nil
}

// save copies the database to where it stays.
func (d *disk) save(folder string) error {
	return exec.Command("cp", "-R", d.folder, filepath.Join(folder, "disk-saved")).Run()
}

func (d *disk) unmount() error { return exec.Command("umount", "-l", d.folder).Run() }

func (d *disk) ballast() string { return filepath.Join(d.folder, "ballast") }

// fill leaves no room.
func (d *disk) fill() error {
	file, err := os.OpenFile(d.ballast(), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer file.Close()
	for size := 1 << 20; size > 0; {
		switch _, err := file.Write(make([]byte, size)); {
		case errors.Is(err, syscall.ENOSPC):
			size /= 2
		case err != nil:
			return err
		}
	}
	return nil
}

// free makes room again.
func (d *disk) free() error { return os.Remove(d.ballast()) }
