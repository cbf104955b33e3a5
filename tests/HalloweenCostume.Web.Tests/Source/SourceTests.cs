namespace HalloweenCostume.Web.Tests.Source;

/// <summary>Each look at the site's source, and beside it that the same look sees a planted fault.</summary>
public class SourceTests
{
    private const int MostBytes = 30 * 1024;

    [Fact]
    public async Task The_types_hold()
    {
        using var site = SiteSource.Real();
        AssertNothing(await Checks.TypesAsync(site));
    }

    [Fact]
    public async Task Types_that_do_not_hold_are_seen_in_every_folder()
    {
        using var site = SiteSource.With("planted/planted.js",
            """
            /** @param {string} text */
            export function planted(text, untyped, needless) {
              const unused = text.planted;
              if (untyped) return text.length;
            }
            """);
        site.Write("planted/planted.d.ts", "declare const planted: Unheard;");
        var said = await Checks.TypesAsync(site);
        Assert.Contains("web/planted/planted.d.ts(1,24): error TS2304", said, StringComparison.Ordinal);
        foreach (var error in new[] { "(2,31): error TS7006", "(2,40): error TS6133", "(3,9): error TS6133", "(2,17): error TS7030", "(3,23): error TS2339" })
            Assert.Contains($"web/planted/planted.js{error}", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ESLint_finds_nothing()
    {
        using var site = SiteSource.Real();
        AssertNothing(await Checks.EslintAsync(site));
    }

    [Fact]
    public async Task ESLint_finds_what_is_planted_in_any_folder()
    {
        using var site = SiteSource.With("planted/planted.js", "/* eslint-disable no-debugger */\nundeclared({ twice: 1, twice: 2 });\n");
        var said = await Checks.EslintAsync(site);
        Assert.Matches(@"(?s)planted\.js\n.*Unused eslint-disable directive.*no-undef.*no-dupe-keys.*3 problems \(3 errors, 0 warnings\)", said);
    }

    [Fact]
    public async Task Stylelint_finds_nothing()
    {
        using var site = SiteSource.Real();
        AssertNothing(await Checks.StylelintAsync(site));
    }

    [Fact]
    public async Task Stylelint_finds_what_is_planted_in_any_folder()
    {
        using var site = SiteSource.With("planted/planted.css", "/* stylelint-disable-next-line block-no-empty */\n.planted { colour: red; inset: 1xp; }\n");
        var said = await Checks.StylelintAsync(site);
        Assert.Matches(@"(?s)web/planted/planted\.css\n.*Needless disable.*Unknown property ""colour"".*Unknown value ""1xp""", said);
    }

    [Fact]
    public void JavaScript_and_CSS_are_30_KB_on_the_wire_at_most()
    {
        using var site = SiteSource.Real();
        var sizes = Rules.Sizes(site).ToList();
        Assert.Contains(sizes, file => file.Name.EndsWith(".js", StringComparison.Ordinal));
        Assert.Contains(sizes, file => file.Name.EndsWith(".css", StringComparison.Ordinal));
        var sum = sizes.Sum(file => file.Bytes);
        Assert.True(sum <= MostBytes, $"{sum} bytes:\n{string.Join('\n', sizes)}");
    }

    [Theory]
    [InlineData("planted/planted.js", true)]
    [InlineData("planted/planted.css", true)]
    [InlineData("admin/planted.js", false)]
    [InlineData("planted.svg", false)]
    public void What_is_planted_is_weighed_where_it_counts(string name, bool counts)
    {
        // Of random hexadecimal digits gzip leaves a little more than half.
        using var site = SiteSource.With(name, Convert.ToHexString(System.Security.Cryptography.RandomNumberGenerator.GetBytes(1000)));
        var weighed = Rules.Sizes(site).Where(file => file.Name == name).Select(file => file.Bytes).ToList();
        if (counts)
            Assert.InRange(Assert.Single(weighed), 1000, 1300);
        else
            Assert.Empty(weighed);
    }

    [Fact]
    public void No_other_host_is_asked_for_anything()
    {
        using var site = SiteSource.Real();
        AssertNothing(string.Join('\n', Rules.OtherHosts(site)));
    }

    [Theory]
    [InlineData("planted/planted.js", "const url = 'https://cdn.example/x.js';", "https://cdn.example")]
    [InlineData("planted.js", "const url = `https://${host}/x`;", "https://${host}")]
    [InlineData("planted.js", "new WebSocket('wss://live.example');", "wss://live.example")]
    [InlineData("planted.css", "@import url(//fonts.example/a.css);", "//fonts.example")]
    [InlineData("planted.html", "<img src=//img.example/a.png>", "//img.example")]
    [InlineData("planted.html", "<a href=\"https://storage.googleapis.com/x\">", "https://storage.googleapis.com")]
    [InlineData("planted.json", "{\"policy\": \"default-src 'self'; img-src https://cdn.example\"}", "https://cdn.example")]
    [InlineData("planted.json", "{\"policy\": \"default-src 'self'; img-src 'self' https://storage.googleapis.com\"}", null)]
    [InlineData("planted.json", "{\"$schema\": \"https://json.schemastore.org/a.json\"}", null)]
    [InlineData("planted.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>", null)]
    [InlineData("planted.js", "  // https://bugs.example/17 says why.\n  return; // or here", null)]
    public void Another_host_that_is_planted_is_seen(string name, string text, string? host)
    {
        using var site = SiteSource.With(name, text);
        Assert.Equal(host is null ? [] : [$"{name}: {host}"], Rules.OtherHosts(site));
    }

    [Fact]
    public void Text_never_becomes_markup_or_code()
    {
        using var site = SiteSource.Real();
        AssertNothing(string.Join('\n', Rules.Injections(site)));
    }

    [Theory]
    [InlineData("planted/planted.js", "node.innerHTML = text;", "innerHTML")]
    [InlineData("planted.js", "node['outerHTML'] = text;", "outerHTML")]
    [InlineData("planted.js", "node.insertAdjacentHTML('afterend', text);", "insertAdjacentHTML")]
    [InlineData("planted.js", "document.write(text);", "document.write")]
    [InlineData("planted.js", "window.eval(text);", "eval")]
    [InlineData("planted.js", "new Function(text)();", "new Function")]
    [InlineData("planted.js", "node.setAttribute('onclick', text);", "setAttribute('on")]
    [InlineData("planted.html", "<p\n  class=\"a > b\" hidden style='color: red'>", "<p style>")]
    [InlineData("planted.html", "<body ONLOAD=go()>", "<body onload>")]
    [InlineData("planted.svg", "<svg onload=\"go()\"/>", "<svg onload>")]
    [InlineData("planted.html", "<!-- <p style=a> --><p class=\"style\" title=\"onload=1\">onclick=1 style=2 evaluate</p>", null)]
    public void What_could_make_code_of_text_is_seen(string name, string text, string? found)
    {
        using var site = SiteSource.With(name, text);
        Assert.Equal(found is null ? [] : [$"{name}: {found}"], Rules.Injections(site));
    }

    [Theory]
    [InlineData("index.html")]
    [InlineData("admin/index.html")]
    public void Every_module_of_a_page_is_asked_for_at_once(string page)
    {
        using var site = SiteSource.Real();
        AssertNothing(string.Join('\n', Modules.PreloadFaults(site, page)));
    }

    [Fact]
    public void A_module_that_waits_for_another_is_seen_and_so_is_a_needless_preload()
    {
        using var site = SiteSource.With("index.html",
            """
            <link rel="modulepreload" href="deep/known.js"><link href=/needless.js rel=modulepreload><link rel="modulepreload" href="app.js">
            <!-- <link rel="modulepreload" href="deep/late.js"> --><script type="module" src="app.js"></script>
            """);
        site.Write("app.js",
            """
            import './deep/known.js'; import * as alone from "./alone.js";
            import {
              one,
              two as other,
            } from './deep/late.js';
            /** @typedef {import('./types.js').Type} Type */
            export const later = () => import('./later.js');
            export const text = Array.from('./text.js');
            """);
        site.Write("deep/known.js", "export { three } from '../again.js';\nexport const from = 'nowhere.js';");
        site.Write("deep/late.js", "export * from '/alone.js'");
        site.Write("alone.js", "import './app.js';");
        site.Write("again.js", "");

        Assert.Equal(
            [
                "again.js has no modulepreload", "alone.js has no modulepreload", "app.js is preloaded, but no module imports it",
                "deep/late.js has no modulepreload", "needless.js is preloaded, but no module imports it",
            ],
            Modules.PreloadFaults(site, "index.html").Order(StringComparer.Ordinal));
    }

    /// <summary>Unlike xunit's own, shows all of it when there is something.</summary>
    private static void AssertNothing(string said) => Assert.True(said.Length == 0, said);
}
