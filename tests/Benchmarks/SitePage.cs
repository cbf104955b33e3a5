namespace Benchmarks;

/// <summary>Functions for the page. Each looks once a frame, and gives up after a time.</summary>
internal static class SitePage
{
    /// <returns>ms from the navigation until the first row is decoded, and until it is opaque.</returns>
    public const string FirstRow = Frames + """
            const images = await until(() => {
              const all = [...document.querySelectorAll('#feed img[src]')].filter(image => image.offsetWidth);
              const top = all[0]?.getBoundingClientRect().top;
              return all.length >= 24 && all.filter(image => image.getBoundingClientRect().top === top);
            }, 'row');
            await until(() => images.every(image => image.complete && image.naturalWidth), 'pictures');
            await Promise.all(images.map(image => image.decode()));
            await frame();
            const decoded = performance.now();
            await until(() => images.every(image => getComputedStyle(image).opacity === '1'), 'opaque pictures');
            return [decoded, Math.max(decoded, performance.now())];
          }
          """;

    /// <summary>Scrolls until the picture of that number has a tile, or two minutes are over.</summary>
    public const string Scroll = Frames + """
            const tiles = document.getElementsByClassName('tile');
            const seen = { Reached: 0, Frames: 0, Slow: 0, Longest: 0, Tiles: 0 };
            const end = performance.now() + 120_000;
            for (let before = await frame(); seen.Reached < wanted && before < end; seen.Frames++) {
              scrollBy(0, innerHeight);
              const now = await frame();
              if (now - before > 50) seen.Slow++;
              seen.Longest = Math.max(seen.Longest, now - before);
              seen.Tiles = Math.max(seen.Tiles, tiles.length);
              seen.Reached = Number(tiles[tiles.length - 1].ariaPosInSet);
              before = now;
            }
            return seen;
          }
          """;

    /// <summary>Closes the picture as soon as it is drawn.</summary>
    /// <returns>ms from the navigation until it is, and until its tile is in sight where it was before (-1: anywhere); px from the top to there.</returns>
    public const string Deep = Frames + """
            const picture = await until(() => document.querySelector('#lightbox[open] img[src]'), 'picture');
            await until(() => picture.complete && picture.naturalWidth, 'whole picture');
            await picture.decode();
            await frame();
            const drawn = performance.now();
            document.querySelector('#lightbox .close').click();
            const top = await until(() => {
              const tile = document.querySelector(`#feed a[href$="${wanted.id}"]`);
              const { top, bottom } = tile?.getBoundingClientRect() ?? {};
              return tile?.querySelector('img').complete && top > 0 && bottom < innerHeight && (wanted.top < 0 || Math.abs(top - wanted.top) < 1) && top;
            }, 'place in the grid');
            return [drawn, performance.now(), top];
          }
          """;

    private const string Frames = """
        async wanted => {
            const frame = () => new Promise(requestAnimationFrame);
            const until = async (look, what) => {
              for (const end = performance.now() + 60_000; performance.now() < end; await frame()) {
                const found = look();
                if (found) return found;
              }
              throw new Error(`There is no ${what} after a minute.`);
            };

        """;
}
