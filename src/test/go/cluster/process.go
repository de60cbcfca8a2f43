package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"syscall"
	"time"

	v1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/kubernetes/pkg/fieldpath"
	"k8s.io/kubernetes/third_party/forked/golang/expansion"
)

// Runs a container as a process to its end. An error means that it could not begin.
func (p *runningPod) run(container *v1.Container, volumes map[string]string, started func()) (v1.ContainerState, error) {
	command, err := p.command(container, volumes)
	if err != nil {
		return v1.ContainerState{}, err
	}
	log, err := p.log(container)
	if err != nil {
		return v1.ContainerState{}, err
	}
	defer log.Close()
	command.Stdout, command.Stderr = log, log
	// In a group of its own, so that nothing of it is left; and not longer than this program lives.
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	runtime.LockOSThread()
	begin := metav1.Now()
	if err := command.Start(); err != nil {
		return v1.ContainerState{}, err
	}
	over := make(chan struct{})
	go p.end(command.Process.Pid, over)
	started()
	err = command.Wait()
	close(over)
	syscall.Kill(-command.Process.Pid, syscall.SIGKILL)
	var failed *exec.ExitError
	if err != nil && !errors.As(err, &failed) {
		return v1.ContainerState{}, err
	}
	return v1.ContainerState{Terminated: &v1.ContainerStateTerminated{
		ExitCode: exitCode(command.ProcessState), StartedAt: begin, FinishedAt: metav1.Now(),
	}}, nil
}

// As a shell and a container runtime have it: 128 and the signal's number for what a signal ended.
func exitCode(state *os.ProcessState) int32 {
	status := state.Sys().(syscall.WaitStatus)
	if status.Signaled() {
		return int32(128 + status.Signal())
	}
	return int32(status.ExitStatus())
}

// Once the pod shall stop: SIGTERM, and SIGKILL after the grace.
func (p *runningPod) end(pid int, over <-chan struct{}) {
	select {
	case <-over:
		return
	case <-p.stopping:
	}
	syscall.Kill(pid, syscall.SIGTERM)
	select {
	case <-over:
	case <-time.After(p.grace):
		syscall.Kill(-pid, syscall.SIGKILL)
	}
}

func (p *runningPod) command(container *v1.Container, volumes map[string]string) (*exec.Cmd, error) {
	program := p.node.images.of(container.Image)
	if program == "" {
		return nil, fmt.Errorf("no program stands for %s; say --image=IMAGE=PROGRAM", container.Image)
	}
	local := places(container, volumes)
	variables := map[string]string{"HOSTNAME": p.hostname()}
	for _, variable := range container.Env {
		value := expansion.Expand(variable.Value, expansion.MappingFuncFor(variables))
		if from := variable.ValueFrom; from != nil {
			if from.FieldRef == nil {
				return nil, fmt.Errorf("this node knows no source of %s but fieldRef", variable.Name)
			}
			field, err := fieldpath.ExtractFieldPathAsString(p.pod, from.FieldRef.FieldPath)
			if err != nil {
				return nil, err
			}
			value = field
		}
		variables[variable.Name] = value
	}
	command := exec.Command(program)
	for _, word := range container.Args {
		command.Args = append(command.Args, local(expansion.Expand(word, expansion.MappingFuncFor(variables))))
	}
	command.Env = os.Environ()
	for name, value := range variables {
		command.Env = append(command.Env, name+"="+local(value))
	}
	command.Dir = filepath.Join(p.node.directory, "pods", p.pod.Name)
	return command, os.MkdirAll(command.Dir, 0o755)
}

// Puts directories in the place of mounted paths: at a word's beginning or after its equals sign.
func places(container *v1.Container, volumes map[string]string) func(string) string {
	var mounted []string
	directories := map[string]string{}
	for _, mount := range container.VolumeMounts {
		path := strings.TrimRight(mount.MountPath, "/")
		mounted = append(mounted, regexp.QuoteMeta(path))
		directories[path] = volumes[mount.Name]
	}
	if len(mounted) == 0 {
		return func(word string) string { return word }
	}
	place := regexp.MustCompile("^([^=]*=)?(" + strings.Join(mounted, "|") + ")(/.*)?$")
	return func(word string) string {
		parts := place.FindStringSubmatch(word)
		if parts == nil {
			return word
		}
		return parts[1] + directories[parts[2]] + parts[3]
	}
}

func (p *runningPod) hostname() string {
	if p.pod.Spec.Hostname != "" {
		return p.pod.Spec.Hostname
	}
	return p.pod.Name
}

func (p *runningPod) log(container *v1.Container) (*os.File, error) {
	logs := filepath.Join(p.node.directory, "logs")
	if err := os.MkdirAll(logs, 0o755); err != nil {
		return nil, err
	}
	return os.Create(filepath.Join(logs, p.pod.Name+"."+container.Name+".log"))
}
