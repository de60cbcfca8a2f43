package dev.reinstate.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The sandbox's model of the universe in a process of its own, without quotas and distances. It has
 * as many regions as it was last asked for: it is started again for other numbers, since several at
 * once would need more memory than what is measured.
 */
final class UniverseProcess implements RegistryProcess {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern COUNTS =
      Pattern.compile("\\$ curl -s (?<counts>http://\\S+/counts)");

  private final Program reinstate;
  private final Path directory;
  private final ImmutableList<Path> like;
  private Optional<Running> running = Optional.empty();
  private double cpuBefore;
  private long counted;

  private record Running(Process process, int regions, URL counts) {}

  /**
   * @param directory for its files
   * @param like thin manifest directories of the same shape; empty for generated ones
   */
  UniverseProcess(Program reinstate, Path directory, ImmutableList<Path> like) {
    this.reinstate = reinstate;
    this.directory = directory;
    this.like = like;
  }

  /** Its thin manifests. */
  Path manifests(int regions) {
    return directory(regions).resolve("manifests");
  }

  /** Makes it have so many regions; the file with the options for a run over it. */
  Path options(int regions) throws IOException {
    if (running.isEmpty() || running.get().regions() != regions) {
      end();
      running = Optional.of(start(regions));
    }
    return directory(regions).resolve("options");
  }

  private Path directory(int regions) {
    return directory.resolve("universe-" + regions);
  }

  private Running start(int regions) throws IOException {
    ImmutableList.Builder<String> words = ImmutableList.builder();
    words.addAll(
        reinstate.words(
            "sandbox",
            "--universe",
            "--serve=0",
            "--regions=" + regions,
            "--directory=" + directory(regions),
            "--user-quota=0",
            "--region-quota=0",
            "--latency=0-0"));
    like.forEach(each -> words.add("--like=" + each));
    Process process =
        new ProcessBuilder(words.build()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader said = process.inputReader(UTF_8);
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      Matcher counts = COUNTS.matcher(line);
      if (counts.find()) {
        return new Running(process, regions, URI.create(counts.group("counts")).toURL());
      }
    }
    throw new IOException("the universe did not start; see above");
  }

  /** Strikes it with one of the sandbox's kinds of damage. */
  void strike(String damage) throws IOException {
    post("/damage/" + damage);
  }

  private void post(String path) throws IOException {
    URL url = URI.create(running.orElseThrow().counts().toString()).resolve(path).toURL();
    HttpURLConnection request = (HttpURLConnection) url.openConnection();
    request.setRequestMethod("POST");
    if (request.getResponseCode() != HttpURLConnection.HTTP_OK) {
      throw new IOException("POST " + url + ": status " + request.getResponseCode());
    }
  }

  @Override
  public ImmutableList<String> hosts() {
    return ImmutableList.of("the universe");
  }

  @Override
  public ImmutableList<String> countedHosts() {
    return hosts();
  }

  @Override
  public boolean alwaysCounts() {
    return true;
  }

  @Override
  public void mark() {}

  /** Nobody writes to it: it stays damaged until it has other regions. */
  @Override
  public void restore() throws IOException {
    counted = requests();
  }

  @Override
  public void latency(Duration latency) {
    throw new UnsupportedOperationException("the universe answers as soon as it can");
  }

  @Override
  public Traffic traffic() throws IOException {
    return new Traffic(ImmutableSortedMap.of("any", requests() - counted), 0, 0);
  }

  private long requests() throws IOException {
    if (running.isEmpty()) {
      return 0;
    }
    try (InputStream counts = running.get().counts().openStream()) {
      return JSON.readTree(counts).path("requests").longValue();
    }
  }

  @Override
  public Optional<Activity> activity() {
    return Optional.empty();
  }

  @Override
  public double cpuSeconds() throws IOException {
    return cpuBefore + (running.isPresent() ? ProcessCpu.seconds(running.get().process()) : 0);
  }

  private void end() throws IOException {
    if (running.isPresent()) {
      cpuBefore = cpuSeconds();
      counted = 0;
      Process process = running.get().process();
      process.destroy();
      process.onExit().join();
      running = Optional.empty();
    }
  }

  @Override
  public void close() throws IOException {
    end();
  }
}
