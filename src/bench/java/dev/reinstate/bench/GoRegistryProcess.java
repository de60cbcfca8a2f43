package dev.reinstate.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableList;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The registry that {@code crane registry serve} is, which keeps everything in memory and is faster
 * than its clients. Only an empty one can be marked: it is restored by starting it again on the
 * same port.
 */
final class GoRegistryProcess implements RegistryProcess {

  private static final Pattern SERVING = Pattern.compile("serving on port (?<port>\\d+)");

  private final Program crane;
  private final LogTimes answers = new LogTimes();
  private final String host;
  private final CountingProxy proxy;
  private Process process;
  private double cpuBefore;
  private boolean restorable;

  /** Returns once it listens. */
  GoRegistryProcess(Program crane) throws IOException {
    this.crane = crane;
    this.process = launch("127.0.0.1:0");
    this.host = awaitHost();
    this.proxy = new CountingProxy(host);
  }

  private Process launch(String address) throws IOException {
    return new ProcessBuilder(crane.words("registry", "serve", "--address=" + address))
        .redirectErrorStream(true)
        .start();
  }

  private String awaitHost() throws IOException {
    InputStream log = process.getInputStream();
    BufferedReader lines = process.inputReader(UTF_8);
    StringBuilder before = new StringBuilder();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      Matcher serving = SERVING.matcher(line);
      if (serving.find()) {
        answers.readFrom(log);
        return "127.0.0.1:" + serving.group("port");
      }
      before.append(line).append('\n');
    }
    throw new IOException("crane registry serve did not start:\n" + before);
  }

  @Override
  public ImmutableList<String> hosts() {
    return ImmutableList.of(host);
  }

  @Override
  public ImmutableList<String> countedHosts() {
    return ImmutableList.of(proxy.host());
  }

  @Override
  public boolean alwaysCounts() {
    return false;
  }

  @Override
  public void mark() {
    restorable = true;
  }

  @Override
  public void restore() throws IOException {
    if (restorable) {
      cpuBefore = cpuSeconds();
      end();
      process = launch(host);
      awaitHost();
    }
    proxy.reset();
    answers.reset();
  }

  @Override
  public void latency(Duration latency) {
    throw new UnsupportedOperationException("crane registry serve answers as soon as it can");
  }

  @Override
  public Traffic traffic() {
    return proxy.traffic();
  }

  @Override
  public Optional<Activity> activity() {
    return answers.activity();
  }

  @Override
  public double cpuSeconds() throws IOException {
    return cpuBefore + ProcessCpu.seconds(process);
  }

  @Override
  public void close() throws IOException {
    proxy.close();
    end();
  }

  private void end() {
    process.destroyForcibly().onExit().join();
  }
}
