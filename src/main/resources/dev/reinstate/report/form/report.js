
'use strict';
(() => {
  // A row is an array; these are its fields, as PageRows writes them.
  const KIND = 0, PREFIX = 1, REPOSITORY = 2, TAGS = 3, FROM = 4, TO = 5, WHY = 6, SOURCE = 7, STATUS = 8, NOTE = 9, HUMAN = 10;
  const FATE_OF_KIND = {
    'restore-image': 'restored', 'add-tag': 'added', 'move-tag': 'moved', 'lost': 'lost', 'unreadable': 'unreadable',
    'restore-blob': 'healed', 'not-healed': 'not-done', 'manifest-missing': 'healed', 'manifest-damaged': 'healed',
    'child-missing': 'healed', 'blob-missing': 'healed', 'blob-damaged': 'healed',
  };
  const run = JSON.parse(document.getElementById('run').textContent);
  const by = (id) => document.getElementById(id);
  const number = (n) => n.toLocaleString('en-US');
  const spaced = (word) => word.replaceAll('-', ' ');

  /** An element with a class and children; text goes in as text only. */
  function make(tag, name, ...children) {
    const element = document.createElement(tag);
    if (name) {
      element.className = name;
    }
    element.append(...children);
    return element;
  }

  function pair(list, name, value) {
    list.append(make('dt', '', name), make('dd', '', value));
  }

  // ---- head and next steps

  function drawHead() {
    by('head').classList.add(run.level.replace('_', '-'));
    by('verdict').textContent = run.verdict;
    for (const [name, value] of run.facts) {
      const fact = make('div', '');
      pair(fact, name, name === 'Plan' ? make('code', '', value) : value);
      by('facts').append(fact);
    }
  }

  function copyable(text) {
    const code = make('code', '', text);
    const button = make('button', 'copy', 'Copy');
    button.type = 'button';
    button.addEventListener('click', async () => {
      try {
        await navigator.clipboard.writeText(text);
        button.textContent = 'Copied';
      } catch {
        // A sandboxed frame may not write to the clipboard: leave the text selected instead.
        getSelection().selectAllChildren(code);
        button.textContent = 'Selected';
      }
    });
    return make('div', 'command', code, button);
  }

  function drawSteps() {
    by('next').hidden = run.steps.length === 0;
    for (const step of run.steps) {
      const head = make('div', 'step-head', make('h3', '', step.title));
      head.append(seeLines(step.lines));
      by('steps').append(make('li', '', head, make('p', '', step.text), copyable(step.command)));
    }
  }

  function seeLines(lines) {
    const button = make('button', 'see', 'See the lines');
    button.type = 'button';
    button.addEventListener('click', () => {
      by('query').value = '';
      filter.words = [];
      (by('kinds').querySelector('[data-lines="' + lines + '"]') ?? by('kinds').firstChild).click();
      by('lines').scrollIntoView();
    });
    return button;
  }

  // ---- the picture

  function drawPicture() {
    const used = run.fates.map((fate, i) => run.destinations.some((destination) => destination.counts[i] > 0));
    run.fates.forEach(([word, words], i) => {
      if (used[i]) {
        by('legend').append(make('li', '', make('span', 'swatch f-' + word), words));
      }
    });
    for (const destination of run.destinations) {
      by('bars').append(make('li', '', bar(destination)));
    }
    by('picture').hidden = run.destinations.length === 0;
  }

  function bar(destination) {
    const total = destination.counts.reduce((sum, count) => sum + count, 0);
    const strip = make('span', 'bar');
    const said = [];
    run.fates.forEach(([word, words], i) => {
      const count = destination.counts[i];
      if (count > 0) {
        const part = make('i', 'f-' + word);
        part.style.flex = count + ' 1 0';
        strip.append(part);
        said.push(number(count) + ' ' + words);
      }
    });
    const head = make('span', 'bar-head', make('b', '', destination.name), make('span', 'soft', number(total) + ' images'));
    const button = make('button', '', head, strip, make('span', 'bar-foot', said.join(' · ')));
    button.type = 'button';
    button.setAttribute('aria-pressed', 'false');
    button.addEventListener('click', () => {
      const chosen = run.prefixes.indexOf(destination.name);
      const pressed = button.getAttribute('aria-pressed') === 'true';
      by('destination').value = pressed || chosen < 0 ? '' : String(chosen);
      by('destination').dispatchEvent(new Event('change'));
      if (!pressed && chosen >= 0) {
        by('lines').scrollIntoView();
      }
    });
    button.dataset.prefix = destination.name;
    return button;
  }

  // ---- filters

  const nameOf = (row) => row[REPOSITORY] < 0 ? '' : run.repositories[row[REPOSITORY]];
  const digestOf = (number) => number < 0 ? '' : 'sha256:' + run.digests[number];
  const short = (number) => number < 0 ? '' : run.digests[number].slice(0, 12);
  const textOf = (number) => number < 0 ? '' : run.texts[number];

  const haystacks = run.rows.map((row) =>
    (run.kinds[row[KIND]] + ' ' + nameOf(row) + ':' + row[TAGS] + ' ' + digestOf(row[FROM]) + ' ' + digestOf(row[TO]) + ' ' +
      textOf(row[WHY]) + ' ' + textOf(row[SOURCE]) + ' ' + textOf(row[STATUS]) + ' ' + textOf(row[NOTE])).toLowerCase());
  const filter = { words: [], prefix: -1, kind: -1, human: false };
  let shown = run.rows.map((row, i) => i);

  function wanted(i) {
    const row = run.rows[i];
    return (filter.prefix < 0 || row[PREFIX] === filter.prefix)
      && (filter.kind < 0 || row[KIND] === filter.kind)
      && (!filter.human || row[HUMAN] === 1)
      && filter.words.every((word) => haystacks[i].includes(word));
  }

  function refilter() {
    performance.mark('filter');
    const found = [];
    for (let i = 0; i < run.rows.length; i++) {
      if (wanted(i)) {
        found.push(i);
      }
    }
    shown = found;
    active = shown.length > 0 ? 0 : -1;
    list.scrollTop = 0;
    measureRows();
    by('count').textContent = shown.length === run.rows.length
      ? number(shown.length) + (shown.length === 1 ? ' line' : ' lines')
      : number(shown.length) + ' of ' + number(run.rows.length) + ' lines';
    performance.measure('filter', 'filter');
  }

  function drawFilters() {
    const every = make('option', '', 'all');
    every.value = '';
    by('destination').append(every, ...run.prefixes.map((name, i) => {
      const option = make('option', '', name);
      option.value = String(i);
      return option;
    }));
    by('destination').addEventListener('change', () => {
      filter.prefix = by('destination').value === '' ? -1 : Number(by('destination').value);
      for (const button of by('bars').querySelectorAll('button')) {
        button.setAttribute('aria-pressed', String(filter.prefix >= 0 && button.dataset.prefix === run.prefixes[filter.prefix]));
      }
      refilter();
    });
    by('query').addEventListener('input', () => {
      filter.words = by('query').value.toLowerCase().split(/\s+/).filter((word) => word !== '');
      refilter();
    });
    drawKinds();
  }

  function drawKinds() {
    const counts = run.kinds.map(() => 0);
    let human = 0;
    for (const row of run.rows) {
      counts[row[KIND]]++;
      human += row[HUMAN];
    }
    const choices = [['All', run.rows.length, -1, false, 'all']];
    if (human > 0) {
      choices.push(['Needs a human', human, -1, true, 'human']);
    }
    run.kinds.forEach((kind, i) => choices.push([spaced(kind), counts[i], i, false, kind]));
    choices.forEach(([words, count, kind, onlyHuman, lines], i) => {
      const button = make('button', '', words, ' ', make('b', '', number(count)));
      button.type = 'button';
      button.dataset.lines = lines;
      button.setAttribute('aria-pressed', String(i === 0));
      button.addEventListener('click', () => {
        for (const other of by('kinds').children) {
          other.setAttribute('aria-pressed', String(other === button));
        }
        filter.kind = kind;
        filter.human = onlyHuman;
        refilter();
      });
      by('kinds').append(button);
    });
  }

  // ---- the list: only the rows in view exist

  const list = by('list');
  const narrow = matchMedia('(max-width: 720px)');
  const MARGIN = 6;
  let height = 60;
  let active = 0;
  let pending = false;

  function measureRows() {
    height = narrow.matches ? 104 : 60;
    by('rows').style.height = Math.max(shown.length * height, 1) + 'px';
    drawRows();
  }

  function drawRows() {
    pending = false;
    const first = Math.max(0, Math.floor(list.scrollTop / height) - MARGIN);
    const last = Math.min(shown.length, Math.ceil((list.scrollTop + list.clientHeight) / height) + MARGIN);
    const rows = [];
    for (let at = first; at < last; at++) {
      rows.push(drawRow(at));
    }
    by('rows').replaceChildren(...rows);
    if (shown.length === 0) {
      by('rows').append(make('p', 'empty', run.rows.length === 0 ? 'Nothing to report: everything is as it should be.' : 'No line matches.'));
    }
    if (active >= first && active < last) {
      list.setAttribute('aria-activedescendant', 'row-' + active);
    } else {
      list.removeAttribute('aria-activedescendant');
    }
  }

  function fateOf(row) {
    const kind = run.kinds[row[KIND]];
    const known = FATE_OF_KIND[kind];
    if (row[HUMAN] === 1) {
      return known === 'lost' || known === 'unreadable' ? known : known ? 'not-done' : 'undecided';
    }
    return known || 'fine';
  }

  function drawRow(at) {
    const row = run.rows[shown[at]];
    const from = short(row[FROM]);
    const to = short(row[TO]);
    const prefix = row[PREFIX] < 0 ? '' : run.prefixes[row[PREFIX]] + '/';
    const name = nameOf(row);
    const inside = name.startsWith(prefix) ? name.slice(prefix.length) : name;
    const what = name === ''
      ? [make('b', '', textOf(row[WHY]))]
      : [make('b', '', inside + (row[TAGS] === '' ? '' : ':' + row[TAGS])), ' ', make('span', 'soft', prefix.slice(0, -1))];
    const change = from === '' ? to : from + ' → ' + to;
    const element = make('div', 'row k-' + fateOf(row) + (at === active ? ' active' : ''),
      make('div', 'what', ...what),
      make('div', 'change mono', change),
      make('div', 'why', make('span', 'kind', spaced(run.kinds[row[KIND]])), name === '' ? '' : ': ' + textOf(row[WHY])),
      make('div', 'state', textOf(row[STATUS]) + (row[NOTE] < 0 ? '' : ': ' + textOf(row[NOTE]))));
    element.id = 'row-' + at;
    element.style.top = at * height + 'px';
    element.setAttribute('role', 'option');
    element.setAttribute('aria-selected', String(at === active));
    element.setAttribute('aria-setsize', String(shown.length));
    element.setAttribute('aria-posinset', String(at + 1));
    element.addEventListener('click', () => {
      active = at;
      drawRows();
      openDetail(row);
    });
    return element;
  }

  function move(to) {
    active = Math.min(Math.max(to, 0), shown.length - 1);
    const top = active * height;
    if (top < list.scrollTop) {
      list.scrollTop = top;
    } else if (top + height > list.scrollTop + list.clientHeight) {
      list.scrollTop = top + height - list.clientHeight;
    }
    drawRows();
  }

  function onKey(event) {
    const page = Math.max(1, Math.floor(list.clientHeight / height) - 1);
    const targets = {
      ArrowDown: active + 1, ArrowUp: active - 1, PageDown: active + page, PageUp: active - page, Home: 0, End: shown.length - 1,
    };
    if (event.key in targets) {
      event.preventDefault();
      move(targets[event.key]);
    } else if (event.key === 'Enter' && active >= 0) {
      event.preventDefault();
      openDetail(run.rows[shown[active]]);
    }
  }

  function watch() {
    list.addEventListener('scroll', () => {
      if (!pending) {
        pending = true;
        requestAnimationFrame(drawRows);
      }
    }, { passive: true });
    list.addEventListener('keydown', onKey);
    narrow.addEventListener('change', measureRows);
    addEventListener('resize', drawRows);
    addEventListener('keydown', (event) => {
      if (event.key === '/' && document.activeElement !== by('query') && !by('detail').open) {
        event.preventDefault();
        by('query').focus();
      }
    });
  }

  // ---- one line in full

  function openDetail(row) {
    const name = nameOf(row);
    const facts = by('detail-facts');
    facts.replaceChildren();
    by('detail-title').textContent = spaced(run.kinds[row[KIND]]);
    const fields = [
      ['Repository', name],
      ['Tags', row[TAGS]],
      ['From', digestOf(row[FROM])],
      [row[FROM] < 0 ? 'Digest' : 'To', digestOf(row[TO])],
      ['Why', textOf(row[WHY])],
      ['Source', textOf(row[SOURCE])],
      ['State', textOf(row[STATUS])],
      ['Note', textOf(row[NOTE])],
    ];
    for (const [field, value] of fields) {
      if (value !== '') {
        pair(facts, field, field === 'Why' || field === 'State' || field === 'Note' ? value : make('code', '', value));
      }
    }
    const tag = row[TAGS].split(', ')[0];
    if (name !== '' && (tag !== '' || row[TO] >= 0)) {
      pair(facts, 'Look', copyable('skopeo inspect docker://' + name + (tag === '' ? '@' + digestOf(row[TO]) : ':' + tag)));
    }
    by('detail').showModal();
  }

  drawHead();
  drawSteps();
  drawPicture();
  drawFilters();
  watch();
  refilter();
  performance.mark('ready');
})();
