package dev.reinstate.bench;

import dev.reinstate.manifest.DesiredState;
import dev.reinstate.plan.Plan;
import dev.reinstate.plan.PlanInput;
import dev.reinstate.plan.Planner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What needs no network, with the code compiled: how far a start is from it shows the plan. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class PureParts {

  /** A file that names thin manifest directories, one a line. */
  @Param("")
  public String directories;

  private List<Path> paths;
  private PlanInput input;

  /** Reads everything once. */
  @Setup
  public void load() throws IOException {
    paths = Files.readAllLines(Path.of(directories)).stream().map(Path::of).toList();
    input = PlanTiming.input(Universe.load(paths));
  }

  /** From files to the desired state. */
  @Benchmark
  public DesiredState parse() {
    return Universe.load(paths);
  }

  /** From the states to the plan. */
  @Benchmark
  public Plan plan() {
    return Planner.plan(input);
  }
}
