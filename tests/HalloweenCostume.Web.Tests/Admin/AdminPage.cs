using HalloweenCostume.Web.Tests.Access;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HalloweenCostume.Web.Tests.Admin;

/// <summary>The admin page, in its own words.</summary>
internal static class AdminPage
{
    extension(Visit visit)
    {
        /// <summary>The part that is shown: People, Models, Invites or Usage.</summary>
        public ILocator Part => visit.Page.Locator("main > section:visible");

        public ILocator Items => visit.Part.Locator("li:visible");

        public ILocator Dialog => visit.Page.GetByRole(AriaRole.Dialog);

        public async Task OpenAdminAsync()
        {
            await visit.FollowInviteAsync(Keys.Admin, "/admin/");
            await Expect(visit.Page.Locator("#who")).ToContainTextAsync("You are signed in as");
        }

        public async Task GoToAsync(string part)
        {
            await visit.Page.GetByRole(AriaRole.Navigation, new() { Name = "Parts of this page" }).GetByRole(AriaRole.Link, new() { Name = part }).ClickAsync();
            await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = part, Exact = true })).ToBeFocusedAsync();
            await Expect(visit.Part.GetByText("Loading…", new() { Exact = true })).ToBeHiddenAsync();
        }

        /// <summary>The card of a person, a model or an invite.</summary>
        public ILocator Item(string title) =>
            visit.Items.Filter(new() { Has = visit.Page.GetByRole(AriaRole.Heading, new() { Name = title, Exact = true, Level = 3 }) });

        /// <summary>Presses a button of a card, such as Rename.</summary>
        public Task DoAsync(string title, string act) => visit.Part.GetByRole(AriaRole.Button, new() { Name = $"{act} {title}", Exact = true }).ClickAsync();

        /// <summary>Of the dialog if there is one.</summary>
        public ILocator Field(string label) =>
            visit.Page.Locator("main > section:visible, dialog[open]").Last.GetByLabel(label, new() { Exact = true }).Locator("visible=true");

        /// <summary>What a card says to a term, such as Pictures.</summary>
        public Task ExpectFactAsync(string title, string term, string fact) =>
            Expect(visit.Item(title).Locator("dt", new() { HasTextString = term }).Locator("+ dd")).ToHaveTextAsync(fact);

        /// <summary>A field that was refused has the focus, and says why.</summary>
        public async Task ExpectRefusedAsync(string label, string reason)
        {
            await Expect(visit.Field(label)).ToBeFocusedAsync();
            await Expect(visit.Field(label)).ToHaveAttributeAsync("aria-invalid", "true");
            await Expect(visit.Field(label)).ToHaveAccessibleDescriptionAsync(new System.Text.RegularExpressions.Regex(System.Text.RegularExpressions.Regex.Escape(reason)));
        }
    }
}
