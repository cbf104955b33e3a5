using System.Collections.Concurrent;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HalloweenCostume.Web.Tests;

/// <summary>Parts of the page, and what is asked of them all over these tests.</summary>
internal static class Parts
{
    /// <summary>Milliseconds; for what waits for the demo, on a machine that has much else to do.</summary>
    public const float Patience = 40_000;

    // Broken: there, said to be loaded, without a pixel.
    private const string Seen =
        """
        (() => {
          const { requestAnimationFrame: frame } = window;
          window.broken$ = [];
          const inSight = image => {
            const { top, bottom, width } = image.getBoundingClientRect();
            return width > 0 && bottom > 0 && top < innerHeight && image.checkVisibility({ opacityProperty: true, visibilityProperty: true });
          };
          const look = () => {
            for (const image of document.querySelectorAll('#feed img, dialog[open] img'))
              if (image.currentSrc && image.complete && !image.naturalWidth && inSight(image)) window.broken$.push(image.currentSrc);
            frame(look);
          };
          frame(look);
          window.undrawn$ = unreadToo => [...document.querySelectorAll('#feed a img')].filter(image => {
            const { top, bottom } = image.getBoundingClientRect();
            return image.checkVisibility() && (unreadToo || image.currentSrc) && bottom > 0 && top < innerHeight && !(image.complete && image.naturalWidth && image.closest('.loaded'));
          }).length;
        })();
        """;

    extension(Visit visit)
    {
        public ILocator Trouble => visit.Page.Locator("#trouble");

        public ILocator Toast => visit.Page.Locator("#toast");

        public ILocator Lightbox => visit.Page.GetByRole(AriaRole.Dialog);

        public ILocator Button(string name) => visit.Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

        /// <summary>From before the first page on; before a false clock is put in.</summary>
        public Task WatchForBrokenPicturesAsync() => visit.Page.AddInitScriptAsync(Seen);

        /// <summary>Asserts that never, for the length of a frame, a broken picture was in sight.</summary>
        public async Task ExpectNoBrokenPictureAsync() => Assert.Empty(await visit.Page.EvaluateAsync<string[]>("broken$"));

        /// <summary>Waits until the pictures in sight are drawn.</summary>
        /// <param name="unreadToo">Also those that the server has to tell of first.</param>
        public Task ExpectDrawnAsync(bool unreadToo = true) => visit.Page.WaitForFunctionAsync("unreadToo => !undrawn$(unreadToo)", unreadToo, new() { Timeout = Patience });

        /// <summary>The page of somebody who has that profile, with its pictures drawn.</summary>
        public async Task ComeAsync(int profile, int atLeast = 0)
        {
            await visit.WatchForBrokenPicturesAsync();
            await visit.OpenAsync();
            await visit.ChooseAsync(profile);
            await Expect(visit.Page.Locator("#feed")).ToHaveAttributeAsync("aria-busy", "false", new() { Timeout = Patience });
            if (atLeast > 0)
                await Expect(visit.Pictures.Nth(atLeast - 1)).ToBeAttachedAsync(new() { Timeout = Patience });
            await visit.ExpectDrawnAsync();
        }

        /// <summary>Waits until so many pictures, and no others, are there, and those in sight drawn.</summary>
        public async Task ExpectAllAsync(int count)
        {
            if (await Record.ExceptionAsync(() => Expect(visit.Pictures).ToHaveCountAsync(count, new() { Timeout = Patience })) is not null)
                Assert.Fail($"Not {count} pictures, but {await visit.Pictures.CountAsync()}; the feed says: {await visit.Feed.InnerTextAsync()}");
            await visit.ExpectDrawnAsync();
        }

        /// <summary>Scrolls until that picture is there; what is between is seen on the way.</summary>
        public async Task ScrollToAsync(string prompt)
        {
            var picture = visit.PicturesOf(prompt);
            // Bounded: as many steps as a thousand pictures need on a phone.
            for (var steps = 0; steps < 600 && await picture.CountAsync() == 0; steps++)
            {
                await visit.Page.EvaluateAsync("scrollBy(0, innerHeight * 0.8)");
                await visit.ExpectDrawnAsync();
                await visit.Page.WaitForTimeoutAsync(50);
            }

            await picture.ScrollIntoViewIfNeededAsync();
            await visit.ExpectDrawnAsync();
        }

        /// <summary>The tab goes to the background, or comes back; a browser without a screen has none.</summary>
        public Task HideAsync(bool hidden) => visit.Page.EvaluateAsync(
            """
            hidden => {
              Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden });
              Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => hidden ? 'hidden' : 'visible' });
              document.dispatchEvent(new Event('visibilitychange'));
            }
            """, hidden);

        /// <summary>From here on the server answers these calls with that problem.</summary>
        /// <param name="retryAfter">Seconds.</param>
        public Task RefuseAsync(string call, int status, string detail, int? retryAfter = null) => visit.Page.RouteAsync(call, route => route.FulfillAsync(new()
        {
            Status = status,
            ContentType = "application/problem+json",
            Body = $$"""{"title": "Refused", "status": {{status}}, "detail": "{{detail}}"}""",
            Headers = retryAfter is { } seconds ? new Dictionary<string, string> { ["Retry-After"] = $"{seconds}" } : null,
        }));

        /// <summary>Keeps the addresses that the page asks for from here on.</summary>
        public ConcurrentQueue<string> Requests(string part)
        {
            var urls = new ConcurrentQueue<string>();
            visit.Page.Request += (_, request) =>
            {
                if (request.Url.Contains(part, StringComparison.Ordinal))
                    urls.Enqueue($"{request.Method} {request.Url}");
            };
            return urls;
        }
    }

    /// <summary>Waits at most so long for what no element shows.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        for (var tries = 0; tries < 600; tries++)
        {
            if (await condition())
                return;
            await Task.Delay(100);
        }

        Assert.Fail($"It did not happen in a minute: {what}.");
    }
}
