namespace HalloweenCostume.Web.Tests;

/// <summary>One host and one browser for all tests of the site; each test makes a visit of its own.</summary>
[CollectionDefinition(nameof(SiteTestGroup))]
public class SiteTestGroup : ICollectionFixture<LocalSite>, ICollectionFixture<Browser>;

/// <summary>The same once more, for as many tests that run at the same time.</summary>
[CollectionDefinition(nameof(SecondSiteTestGroup))]
public class SecondSiteTestGroup : ICollectionFixture<LocalSite>, ICollectionFixture<Browser>;
