package main

import (
	"context"
	"fmt"
	"log"
	"sync"
	"time"

	v1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/cache"
)

const nodeName = "loopback"

// The only node: takes every pod that nobody has.
type node struct {
	client    kubernetes.Interface
	directory string
	images    programs

	mutex sync.Mutex
	pods  map[types.UID]*runningPod
	all   sync.WaitGroup
}

func startNode(ctx context.Context, config *rest.Config, directory string, images programs) (*node, error) {
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return nil, err
	}
	node := &node{client: client, directory: directory, images: images, pods: map[types.UID]*runningPod{}}
	if err := node.register(ctx); err != nil {
		return nil, fmt.Errorf("cannot register the node: %w", err)
	}
	factory := informers.NewSharedInformerFactory(client, 0)
	pods := factory.Core().V1().Pods().Informer()
	_, err = pods.AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc:    func(pod any) { node.see(ctx, pod.(*v1.Pod)) },
		UpdateFunc: func(_, pod any) { node.see(ctx, pod.(*v1.Pod)) },
		DeleteFunc: func(pod any) {
			if gone, known := pod.(*v1.Pod); known {
				node.end(ctx, gone, 0)
			}
		},
	})
	if err != nil {
		return nil, err
	}
	factory.Start(ctx.Done())
	factory.WaitForCacheSync(ctx.Done())
	return node, nil
}

func (n *node) register(ctx context.Context) error {
	room := v1.ResourceList{
		v1.ResourceCPU:              resource.MustParse("1000"),
		v1.ResourceMemory:           resource.MustParse("1Ti"),
		v1.ResourceEphemeralStorage: resource.MustParse("100Ti"),
		v1.ResourcePods:             resource.MustParse("1000"),
	}
	_, err := n.client.CoreV1().Nodes().Create(ctx, &v1.Node{
		ObjectMeta: metav1.ObjectMeta{Name: nodeName},
		Status: v1.NodeStatus{
			Capacity:    room,
			Allocatable: room,
			Conditions:  []v1.NodeCondition{{Type: v1.NodeReady, Status: v1.ConditionTrue, LastHeartbeatTime: metav1.Now()}},
		},
	}, metav1.CreateOptions{})
	return err
}

func (n *node) see(ctx context.Context, pod *v1.Pod) {
	switch {
	case pod.DeletionTimestamp != nil:
		n.end(ctx, pod, time.Duration(*pod.DeletionGracePeriodSeconds)*time.Second)
	case pod.Spec.NodeName == "":
		n.bind(ctx, pod)
	case pod.Spec.NodeName == nodeName && pod.Status.Phase == v1.PodPending:
		n.begin(ctx, pod)
	}
}

func (n *node) bind(ctx context.Context, pod *v1.Pod) {
	err := n.client.CoreV1().Pods(pod.Namespace).Bind(ctx, &v1.Binding{
		ObjectMeta: metav1.ObjectMeta{Name: pod.Name, UID: pod.UID},
		Target:     v1.ObjectReference{Kind: "Node", Name: nodeName},
	}, metav1.CreateOptions{})
	if err != nil && !errors.IsConflict(err) && !errors.IsNotFound(err) {
		log.Printf("cannot bind %s: %v", pod.Name, err)
	}
}

func (n *node) begin(ctx context.Context, pod *v1.Pod) {
	n.mutex.Lock()
	defer n.mutex.Unlock()
	if n.pods[pod.UID] != nil {
		return
	}
	running := newPod(n, pod)
	n.pods[pod.UID] = running
	n.all.Go(func() { running.live(context.WithoutCancel(ctx)) })
}

// Stops what the pod runs, then lets go of it.
func (n *node) end(ctx context.Context, pod *v1.Pod, grace time.Duration) {
	n.mutex.Lock()
	running := n.pods[pod.UID]
	n.mutex.Unlock()
	go func() {
		if running != nil {
			running.stop(grace)
			<-running.ended
		}
		n.remove(ctx, pod)
	}()
}

// Tells the API that nothing of the pod is left.
func (n *node) remove(ctx context.Context, pod *v1.Pod) {
	now := int64(0)
	options := metav1.DeleteOptions{GracePeriodSeconds: &now, Preconditions: &metav1.Preconditions{UID: &pod.UID}}
	err := n.client.CoreV1().Pods(pod.Namespace).Delete(ctx, pod.Name, options)
	if err != nil && !errors.IsNotFound(err) && !errors.IsConflict(err) {
		log.Printf("cannot remove %s: %v", pod.Name, err)
	}
}

func (n *node) stop() {
	n.mutex.Lock()
	for _, running := range n.pods {
		running.stop(0)
	}
	n.mutex.Unlock()
	n.all.Wait()
}
