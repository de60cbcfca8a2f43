package dev.reinstate.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Results for programs. */
final class JsonResults {

  private static final ObjectMapper JSON = new ObjectMapper();

  private JsonResults() {}

  /**
   * @param took all of it together
   */
  static void write(Path file, RunFacts facts, List<WorkloadResult> results, Duration took)
      throws IOException {
    ObjectNode root = JSON.createObjectNode();
    root.set("run", JSON.valueToTree(facts));
    root.put("tookSeconds", took.toSeconds());
    ArrayNode workloads = root.putArray("workloads");
    results.forEach(result -> write(result, workloads.addObject()));
    JSON.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), root);
  }

  private static void write(WorkloadResult result, ObjectNode to) {
    to.put("name", result.workload()).put("title", result.title());
    to.put("insideMeans", result.insideMeans());
    ArrayNode contenders = to.putArray("contenders");
    result.standings().all().forEach(standing -> write(standing, contenders.addObject()));
    to.set("remarks", JSON.valueToTree(result.remarks()));
    ArrayNode targets = to.putArray("targets");
    for (Target target : result.targets()) {
      targets
          .addObject()
          .put("what", target.what())
          .put("relation", target.relation().name())
          .put("bound", target.bound())
          .put("measured", target.measured())
          .put("met", target.met());
    }
    result.profile().ifPresent(profile -> write(profile, to.putObject("profile")));
    result.floor().ifPresent(floor -> write(floor, to.putObject("floor")));
  }

  private static void write(Profile profile, ObjectNode to) {
    to.put("wallSeconds", profile.wall()).put("scriptSeconds", profile.script());
    profile
        .phases()
        .ifPresent(
            phases ->
                to.put("startSeconds", phases.start())
                    .put("requestsSeconds", phases.requests())
                    .put("endSeconds", phases.end()));
    to.put("cpuSeconds", profile.cpu());
    ObjectNode threads = to.putObject("cpuSecondsByThreads");
    profile.shares().forEach((kind, seconds) -> threads.put(kind.toString(), seconds));
    to.put("registryCpuSeconds", profile.registries()).put("otherCpuSeconds", profile.others());
    to.put("processors", profile.processors()).put("busy", profile.busy());
  }

  private static void write(Floor floor, ObjectNode to) {
    to.put("seconds", floor.seconds()).put("registryCpuSeconds", floor.registrySeconds());
    floor.startSeconds().ifPresent(start -> to.put("startSeconds", start));
  }

  private static void write(Standing standing, ObjectNode to) {
    to.put("name", standing.contender()).put("rounds", standing.samples().size());
    standing.out().ifPresent(reason -> to.put("out", reason));
    if (standing.ran()) {
      to.set("wallSeconds", JSON.valueToTree(standing.wall()));
      to.set("cpuSeconds", JSON.valueToTree(standing.cpu()));
      to.set("peakMib", JSON.valueToTree(standing.peakMib()));
      to.set("registryCpuSeconds", JSON.valueToTree(standing.registryCpu()));
      standing.inside().ifPresent(spread -> to.set("insideSeconds", JSON.valueToTree(spread)));
    }
    Traffic traffic = standing.totalTraffic();
    to.set("requests", JSON.valueToTree(traffic.requests()));
    to.put("bytesDown", traffic.sent()).put("bytesUp", traffic.received());
  }
}
