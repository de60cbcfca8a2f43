package dev.reinstate.bench;

import com.google.common.collect.ImmutableList;
import java.util.Optional;

/**
 * How a workload went.
 *
 * @param workload its name
 * @param insideMeans what was timed inside the contenders
 * @param targets what was promised, where there is a result to hold against it
 * @param profile of Reinstate, where there is one
 */
record WorkloadResult(
    String workload,
    String title,
    String insideMeans,
    Standings standings,
    ImmutableList<String> remarks,
    ImmutableList<Target> targets,
    Optional<Profile> profile) {

  /**
   * @param size only the usual amount of work is held against what was promised
   */
  static WorkloadResult of(Workload workload, Scene scene, Standings standings, Setting.Size size) {
    return new WorkloadResult(
        workload.toString(),
        scene.title(),
        scene.insideMeans(),
        standings,
        scene.remarks(),
        size == Setting.Size.FULL ? scene.targets(standings) : ImmutableList.of(),
        Optional.empty());
  }

  WorkloadResult with(Optional<Profile> other) {
    return new WorkloadResult(workload, title, insideMeans, standings, remarks, targets, other);
  }

  /** Of this machine; empty where registries had nothing to do. */
  Optional<Floor> floor() {
    return Floor.of(this, Runtime.getRuntime().availableProcessors());
  }
}
