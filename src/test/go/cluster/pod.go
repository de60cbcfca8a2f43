package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"sync"
	"time"

	v1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/util/retry"
)

// A pod from its first process to its last. It is never restarted: the policy of such Jobs is Never.
type runningPod struct {
	node     *node
	pod      *v1.Pod
	once     sync.Once
	grace    time.Duration
	stopping chan struct{}
	ended    chan struct{}
}

func newPod(node *node, pod *v1.Pod) *runningPod {
	return &runningPod{node: node, pod: pod.DeepCopy(), stopping: make(chan struct{}), ended: make(chan struct{})}
}

// Ends it within the grace, whether or not it has begun; once.
func (p *runningPod) stop(grace time.Duration) {
	p.once.Do(func() {
		p.grace = grace
		close(p.stopping)
	})
}

func (p *runningPod) live(ctx context.Context) {
	status := &p.pod.Status
	status.StartTime = &metav1.Time{Time: time.Now()}
	if err := p.runAll(ctx); err != nil {
		status.Phase, status.Message = v1.PodFailed, err.Error()
	} else {
		status.Phase = v1.PodSucceeded
	}
	p.report(ctx)
	close(p.ended)
}

// Whether everything succeeded.
func (p *runningPod) runAll(ctx context.Context) error {
	status := &p.pod.Status
	volumes, err := p.volumes()
	if err != nil {
		return err
	}
	for i := range p.pod.Spec.InitContainers {
		container := &p.pod.Spec.InitContainers[i]
		state, err := p.run(container, volumes, func() {})
		if err != nil {
			return err
		}
		status.InitContainerStatuses = append(status.InitContainerStatuses, statusOf(container, state))
		if code := state.Terminated.ExitCode; code != 0 {
			return fmt.Errorf("%s ended with %d", container.Name, code)
		}
	}
	if len(p.pod.Spec.Containers) != 1 {
		return fmt.Errorf("this node runs one container a pod, not %d", len(p.pod.Spec.Containers))
	}
	container := &p.pod.Spec.Containers[0]
	state, err := p.run(container, volumes, func() {
		running := v1.ContainerState{Running: &v1.ContainerStateRunning{StartedAt: metav1.Now()}}
		status.Phase = v1.PodRunning
		status.ContainerStatuses = []v1.ContainerStatus{statusOf(container, running)}
		p.report(ctx)
	})
	if err != nil {
		return err
	}
	status.ContainerStatuses = []v1.ContainerStatus{statusOf(container, state)}
	if code := state.Terminated.ExitCode; code != 0 {
		return fmt.Errorf("%s ended with %d", container.Name, code)
	}
	return nil
}

func statusOf(container *v1.Container, state v1.ContainerState) v1.ContainerStatus {
	started := state.Running != nil
	return v1.ContainerStatus{
		Name: container.Name, Image: container.Image, ImageID: container.Image,
		State: state, Started: &started, Ready: started,
	}
}

// Writes what is known of it beside what others wrote, such as why it is disrupted.
func (p *runningPod) report(ctx context.Context) {
	pods := p.node.client.CoreV1().Pods(p.pod.Namespace)
	err := retry.RetryOnConflict(retry.DefaultBackoff, func() error {
		current, err := pods.Get(ctx, p.pod.Name, metav1.GetOptions{})
		if err != nil {
			return err
		}
		conditions := current.Status.Conditions
		p.pod.Status.DeepCopyInto(&current.Status)
		current.Status.Conditions = conditions
		_, err = pods.UpdateStatus(ctx, current, metav1.UpdateOptions{})
		return err
	})
	if err != nil {
		log.Printf("cannot report %s: %v", p.pod.Name, err)
	}
}

// Directories by the names of volumes. A bucket is one directory for all pods, as it is one bucket.
func (p *runningPod) volumes() (map[string]string, error) {
	directories := map[string]string{}
	for _, volume := range p.pod.Spec.Volumes {
		directory := filepath.Join(p.node.directory, "pods", p.pod.Name, volume.Name)
		if csi := volume.CSI; csi != nil && csi.VolumeAttributes["bucketName"] != "" {
			directory = filepath.Join(p.node.directory, "buckets", csi.VolumeAttributes["bucketName"])
		}
		if err := os.MkdirAll(directory, 0o755); err != nil {
			return nil, err
		}
		directories[volume.Name] = directory
	}
	return directories, nil
}
