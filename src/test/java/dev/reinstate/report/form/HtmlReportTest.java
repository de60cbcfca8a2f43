package dev.reinstate.report.form;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reinstate.report.Browser;
import dev.reinstate.report.Incident;
import dev.reinstate.report.ReportModel;
import dev.reinstate.report.RunReport;
import dev.reinstate.report.ScrubbedWorld;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page in a browser, with as many lines as Kubernetes has edges. */
final class HtmlReportTest {

  /** The edges of k8s.gcr.io in January 2022, to the next multiple of 36; one line is added. */
  private static final int LINES = 43_128;

  private static final Path TARGET = Path.of("target");

  @TempDir private static Path profile;
  private static Browser browser;

  @TempDir private Path directory;

  @BeforeAll
  static void start() throws IOException {
    assumeTrue(Browser.isInstalled(), "needs Debian's chromium and chromium-driver");
    browser = Browser.start(profile);
  }

  @AfterAll
  static void stop() throws IOException {
    if (browser != null) {
      browser.close();
    }
  }

  @Test
  void opensAndFiltersAnIncidentAtOnce() throws IOException {
    browser.view(1280, 900, "light");
    browser.open(page(Incident.confirmed(LINES)));
    double load =
        browser.run("return performance.getEntriesByName('ready')[0].startTime").asDouble();
    assertEquals("43,129 lines", text("#count"));
    search("component-77: v1.3");
    assertEquals("3 of 43,129 lines", text("#count"));
    search("no such thing");
    search("sha256:0");
    search("");
    double filter =
        browser
            .run(
                "return Math.max(...performance.getEntriesByName('filter').map((it) => it.duration))")
            .asDouble();
    System.out.printf(
        "%,d lines: loaded in %.0f ms, slowest filter %.0f ms%n", LINES, load, filter);
    assertTrue(load < 10_000, () -> "loaded in " + load + " ms");
    assertTrue(filter < 1_000, () -> "filtered in " + filter + " ms");
    assertTrue(browser.run("return document.querySelectorAll('.row').length").asInt() < 60);
    assertNoErrors();
  }

  @Test
  void scrollsByKeyboardToTheLastLineAndOpensIt() throws IOException {
    browser.view(1280, 900, "light");
    browser.open(page(Incident.confirmed(360)));
    browser.run("document.getElementById('list').focus()");
    press("End");
    press("Enter");
    assertEquals("true", browser.run("return document.getElementById('detail').open").asText());
    assertEquals("extra", text("#detail-title"));
    assertNoErrors();
  }

  @Test
  void aMovedTagSaysFromWhatToWhatAndWhy() throws IOException {
    browser.open(page(Incident.confirmed(360)));
    browser.run("document.querySelector('#kinds [data-lines=move-tag]').click()");
    String row = text("#row-0");
    assertTrue(row.matches(".*:v1\\.\\d+ .*[0-9a-f]{12} → [0-9a-f]{12}.*"), row);
    assertTrue(row.contains("it was moved away from the value"), row);
  }

  @Test
  void aScrubSaysWhatIsProvenAndShowsWhatDamageBreaks() throws IOException {
    browser.open(page(ScrubbedWorld.dry()));
    assertTrue(text("#facts").contains("41,033 of 41,033 images proven"), text("#facts"));
    assertTrue(text("body").contains("damaged"), text("body"));
    browser.run("document.querySelector('#kinds [data-lines=restore-blob]').click()");
    assertEquals("2 of 6 lines", text("#count"));
    browser.run("document.querySelector('#kinds [data-lines=blob-missing]').click()");
    assertTrue(text("#row-0").contains("seen 404 BLOB_UNKNOWN; breaks 2 images"), text("#row-0"));
    assertNoErrors();
  }

  @Test
  void choosingADestinationShowsItsLinesOnly() throws IOException {
    browser.open(page(Incident.confirmed(360)));
    browser.run("document.querySelector('#bars button').click()");
    assertEquals("120 of 361 lines", text("#count"));
  }

  @Test
  void textOfStrangersStaysTextAlsoInProwsFrame() throws IOException {
    Path page = page(Incident.confirmed(360));
    // Spyglass escapes quotes and nothing else:
    // https://github.com/kubernetes-sigs/prow/blob/main/pkg/spyglass/lenses/html/template.html
    Path frame = directory.resolve("frame.html");
    Files.writeString(
        frame,
        "<!doctype html><title>frame</title><link rel=icon href=\"data:,\"><iframe"
            + " sandbox=\"allow-scripts allow-popups allow-same-origin\" srcdoc=\""
            + Files.readString(page).replace("\"", "&quot;")
            + "\"></iframe>");
    browser.open(frame);
    browser.enterFrame();
    search("unreadable");
    assertTrue(text("#rows").contains("</script><img src=x onerror=alert(1)>&lt;b&gt;"));
    assertEquals(0, browser.run("return document.images.length").asInt());
    assertNoErrors();
  }

  @Test
  void isPhotographed() throws IOException {
    Path confirmed = page(Incident.confirmed(LINES));
    Files.copy(confirmed, TARGET.resolve("report.html"), StandardCopyOption.REPLACE_EXISTING);
    photograph(confirmed, 1280, 2300, "light");
    photograph(confirmed, 1280, 2300, "dark");
    photograph(confirmed, 390, 3200, "light");
    photograph(confirmed, 390, 3200, "dark");
    assertNoErrors();
  }

  private void photograph(Path page, int width, int height, String colours) throws IOException {
    browser.view(width, height, colours);
    browser.open(page);
    assertTrue(
        browser
            .run(
                "const page = document.documentElement; return page.scrollWidth <= page.clientWidth")
            .asBoolean(),
        "the page scrolls sideways at " + width);
    browser.screenshot(TARGET.resolve("report-" + width + "-" + colours + ".png"));
  }

  private Path page(RunReport report) throws IOException {
    Path page = directory.resolve("report.html");
    try (OutputStream out = Files.newOutputStream(page)) {
      HtmlReport.write(ReportModel.of(report), out);
    }
    return page;
  }

  private void search(String words) throws IOException {
    browser.run(
        "const query = document.getElementById('query'); query.value = '"
            + words
            + "'; query.dispatchEvent(new Event('input'))");
  }

  private void press(String key) throws IOException {
    browser.run(
        "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: '"
            + key
            + "', bubbles: true}))");
  }

  private String text(String selector) throws IOException {
    return browser.run("return document.querySelector('" + selector + "').textContent").asText();
  }

  private void assertNoErrors() throws IOException {
    for (JsonNode message : browser.console()) {
      assertNotEquals("SEVERE", message.get("level").asText(), message::toPrettyString);
    }
  }
}
