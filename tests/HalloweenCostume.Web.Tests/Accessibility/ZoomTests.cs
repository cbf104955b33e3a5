using HalloweenCostume.Web.Tests.Access;
using HalloweenCostume.Web.Tests.Admin;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HalloweenCostume.Web.Tests.Accessibility;

/// <summary>Larger letters, smaller screens, fewer movements, forced colours, no scripts.</summary>
[Collection(nameof(SecondSiteTestGroup))]
public class ZoomTests(LocalSite shared, Browser browser)
{
    /// <summary>What sticks out of the screen, or is cut off in its own box.</summary>
    private const string CutOff =
        """
        () => {
          const wide = document.documentElement.scrollWidth > document.documentElement.clientWidth ? [`page: ${document.documentElement.scrollWidth}`] : [];
          const root = document.querySelector('dialog[open]') ?? document.body;
          const shown = [...root.querySelectorAll('h1, h2, h3, p, label, legend, button, a.button, select, textarea, dt, dd, summary')]
            .filter(element => element.checkVisibility({ visibilityProperty: true }) && !element.closest('.visually-hidden, .skip'));
          const name = element => `${element.tagName} ${element.id} ${element.textContent.trim().slice(0, 40)}`;
          const outside = shown.filter(element => {
            const { left, right } = element.getBoundingClientRect();
            return left < -0.5 || right > innerWidth + 0.5;
          }).map(element => `outside: ${name(element)}`);
          const cut = shown.filter(element => !element.matches('select, textarea') && getComputedStyle(element).display !== 'inline'
            && (element.scrollWidth > element.clientWidth + 1 || (getComputedStyle(element).overflowY === 'hidden' && element.scrollHeight > element.clientHeight + 1)))
            .map(element => `cut: ${name(element)}`);
          const boxes = [...root.querySelectorAll('.tile > .state')].filter(box => box.checkVisibility() && (box.firstElementChild.getBoundingClientRect().top < box.getBoundingClientRect().top || box.scrollWidth > box.clientWidth + 1)).map(box => `begins out of reach: ${name(box)}`);
          return [...wide, ...outside, ...cut, ...boxes];
        }
        """;

    [Theory]
    [InlineData(720, 450, 100)]
    [InlineData(384, 512, 100)]
    [InlineData(320, 256, 100)]
    [InlineData(320, 640, 100)]
    [InlineData(320, 640, 200)]
    [InlineData(768, 1024, 200)]
    [InlineData(1440, 900, 200)]
    public async Task Nothing_is_cut_off(int width, int height, int percent)
    {
        await using var site = await LocalSite.StartAsync(new() { ["DEMO_FAULTS"] = "request-blocked:1" });
        await site.AddPicturesAsync(profile: 1, count: 4);
        await using var visit = await browser.VisitAsync(site, width, height);
        // As the browser's own setting does it: media queries in rem follow, too.
        var session = await visit.Page.Context.NewCDPSessionAsync(visit.Page);
        await session.SendAsync("Page.setFontSizes", new() { ["fontSizes"] = new Dictionary<string, int> { ["standard"] = 16 * percent / 100 } });
        await visit.WatchForBrokenPicturesAsync();
        await visit.OpenAsync();
        Assert.Equal($"{16 * percent / 100}px", await visit.Page.EvaluateAsync<string>("getComputedStyle(document.documentElement).fontSize"));
        await visit.Generate.ClickAsync();
        await ExpectWholeAsync(visit, "errors");
        await visit.ChooseAsync(profile: 1);
        await visit.GenerateAsync("A mummy.", count: 1);
        await Expect(visit.Button("Put away")).ToBeVisibleAsync(new() { Timeout = Parts.Patience });
        await ExpectWholeAsync(visit, "pictures");
        await visit.SetOfflineAsync(true);
        await Expect(visit.Trouble).ToBeVisibleAsync();
        await ExpectWholeAsync(visit, "trouble");
        await visit.SetOfflineAsync(false);
        await visit.Feed.GetByRole(AriaRole.Link).First.ClickAsync();
        await Expect(visit.Lightbox.GetByRole(AriaRole.Img)).ToHaveJSPropertyAsync("naturalWidth", 768);
        await ExpectWholeAsync(visit, "lightbox");
        await visit.Button("Delete").ClickAsync();
        await Expect(visit.Toast).ToBeVisibleAsync();
        await ExpectWholeAsync(visit, "toast");
        foreach (var name in new[] { "Use again", "Share", "Copy prompt", "Delete", "Close" })
        {
            await visit.Button(name).ScrollIntoViewIfNeededAsync();
            await Expect(visit.Button(name)).ToBeInViewportAsync(new() { Ratio = 0.99f });
        }
    }

    [Theory]
    [MemberData(nameof(Screens.All), MemberType = typeof(Screens))]
    public async Task What_is_to_be_hit_is_large_enough(int width, int height)
    {
        const string TooSmall =
            """
            () => [...(document.querySelector('dialog[open]') ?? document).querySelectorAll('button, a, select, textarea, summary, label:has(input)')]
              .filter(element => element.checkVisibility({ visibilityProperty: true }) && !element.matches('.skip'))
              .map(element => [element, element.getBoundingClientRect()])
              .filter(([, { width, height }]) => width < 24 || height < 24)
              .map(([element, { width, height }]) => `${element.outerHTML.slice(0, 80)}: ${width} x ${height}`)
            """;
        await using var site = await LocalSite.StartAsync();
        await site.AddPicturesAsync(profile: 1, count: 4);
        await using var visit = await browser.VisitAsync(site, width, height);
        await visit.ComeAsync(profile: 1, atLeast: 4);
        Assert.Empty(await visit.Page.EvaluateAsync<string[]>(TooSmall));
        await visit.Feed.GetByRole(AriaRole.Link).First.ClickAsync();
        await Expect(visit.Lightbox).ToBeVisibleAsync();
        Assert.Empty(await visit.Page.EvaluateAsync<string[]>(TooSmall));
    }

    [Fact]
    public async Task Who_wants_no_movement_sees_none()
    {
        await using var site = await LocalSite.StartAsync(new() { ["DEMO_RUN_MS"] = "600000" });
        await site.AddPicturesAsync(profile: 1, count: 4);
        await using var visit = await browser.VisitAsync(site, options: new() { ReducedMotion = ReducedMotion.Reduce });
        // Those that are over before they are asked for are told by their events.
        await visit.Page.AddInitScriptAsync(
            """
            window.moved$ = [];
            for (const type of ['animationstart', 'transitionrun']) addEventListener(type, ({ target }) => {
              for (const { effect } of target.getAnimations({ subtree: true })) {
                const { duration, iterations } = effect.getTiming();
                if (duration * iterations > 20) window.moved$.push(`${type} ${target.id} ${target.className}: ${duration} ms x ${iterations}`);
              }
            }, true);
            """);
        await visit.ComeAsync(profile: 1, atLeast: 4);
        await visit.GenerateAsync("A slow one.", count: 1);
        await Expect(visit.Page.GetByText("Being made…")).ToBeVisibleAsync(new() { Timeout = Parts.Patience });
        await visit.Feed.GetByRole(AriaRole.Link).First.HoverAsync();
        await visit.Feed.GetByRole(AriaRole.Link).First.ClickAsync();
        await Expect(visit.Lightbox.GetByRole(AriaRole.Img)).ToHaveJSPropertyAsync("naturalWidth", 768);
        await visit.Button("Delete").ClickAsync();
        await Expect(visit.Toast).ToBeVisibleAsync();
        Assert.Empty(await visit.Page.EvaluateAsync<string[]>("moved$"));
        Assert.Empty(await visit.Page.EvaluateAsync<string[]>(
            "document.getAnimations().map(({ effect }) => effect.getTiming()).filter(({ duration, iterations }) => duration * iterations > 20).map(timing => JSON.stringify(timing))"));
    }

    [Fact]
    public async Task Forced_colours_still_show_the_choice_and_the_focus()
    {
        await using var visit = await browser.VisitAsync(shared, options: new() { ForcedColors = ForcedColors.Active });
        await visit.WatchForBrokenPicturesAsync();
        await visit.OpenAsync();
        await visit.Count(1).FocusAsync();
        await visit.Page.Keyboard.PressAsync("ArrowRight");
        var look = await visit.Page.EvaluateAsync<string[]>(
            """
            () => {
              const style = value => getComputedStyle(document.querySelector(`input[value="${value}"]`).parentElement);
              const probe = document.body.appendChild(document.createElement('i'));
              probe.style.cssText = 'color: Highlight; forced-color-adjust: none';
              const highlight = getComputedStyle(probe).color;
              probe.remove();
              return [style(2).backgroundColor, highlight, style(1).backgroundColor, style(2).outlineStyle];
            }
            """);
        Assert.Equal(look[1], look[0]);
        Assert.NotEqual(look[0], look[2]);
        Assert.Equal("solid", look[3]);
    }

    [Theory]
    [InlineData(320, 256, 100)]
    [InlineData(320, 640, 200)]
    [InlineData(768, 1024, 200)]
    public async Task Nothing_of_the_admin_page_is_cut_off(int width, int height, int percent)
    {
        await using var site = await Keys.StartAsync();
        await using var visit = await browser.VisitAsync(site, width, height);
        var session = await visit.Page.Context.NewCDPSessionAsync(visit.Page);
        await session.SendAsync("Page.setFontSizes", new() { ["fontSizes"] = new Dictionary<string, int> { ["standard"] = 16 * percent / 100 } });
        await visit.Page.GotoAsync("/admin/");
        await Expect(visit.SignIn).ToBeVisibleAsync();
        await ExpectWholeAsync(visit, "sign-in");
        await visit.SignInAsync(Keys.Admin);
        await Expect(visit.Items).ToHaveCountAsync(3);
        await visit.Button("Add person").ClickAsync();
        await visit.ExpectRefusedAsync("First name", "must be");
        await ExpectWholeAsync(visit, "people");
        await visit.DoAsync("Jane Doe", "Forget");
        await ExpectWholeAsync(visit, "forget");
        await visit.Button("Cancel").ClickAsync();
        await visit.GoToAsync("Models");
        await visit.Page.GetByText("Add a model").ClickAsync();
        await ExpectWholeAsync(visit, "models");
        await visit.GoToAsync("Invites");
        await visit.Field("For").SelectOptionAsync("Jane Doe alone");
        await visit.Field("Name").FillAsync("A phone with a name that is long enough");
        await visit.Button("Make an invite").ClickAsync();
        await Expect(visit.Dialog).ToBeVisibleAsync();
        await ExpectWholeAsync(visit, "invite");
        await visit.Button("Done").ClickAsync();
        await ExpectWholeAsync(visit, "invites");
        await UsageTests.ChargeAsync(site, await site.IdOfAsync("Jane"), DateTimeOffset.UtcNow, 3, returned: 0);
        await visit.GoToAsync("Usage");
        await Expect(visit.Page.GetByRole(AriaRole.Table)).ToHaveCountAsync(2);
        await ExpectWholeAsync(visit, "usage");
    }

    [Fact]
    public async Task Without_scripts_the_page_says_what_it_needs()
    {
        await using var visit = await browser.VisitAsync(shared, options: new() { JavaScriptEnabled = false });
        await visit.Page.GotoAsync("/");
        await Expect(visit.Page.Locator("noscript p")).ToContainTextAsync("This page needs JavaScript to show your pictures and to make new ones.");
        await Expect(visit.Page.Locator("noscript p")).ToBeVisibleAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Halloween Costume");
    }

    private static async Task ExpectWholeAsync(Visit visit, string state)
    {
        var cut = await visit.Page.EvaluateAsync<string[]>(CutOff);
        Assert.True(cut.Length == 0, $"{state}:\n{string.Join('\n', cut)}");
    }
}
